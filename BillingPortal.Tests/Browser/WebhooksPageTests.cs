using BillingPortal.StripeGateway;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class WebhooksPageTests(BrowserFixture browser)
{
    private readonly string type = $"treasury.carpet_{Guid.NewGuid():N}.landed";

    [Fact]
    public async Task Finance_sees_what_was_parked_and_why_on_every_screen()
    {
        await ParkAsync();
        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync("finance@example.com");
            await visitor.GoToAsync("/admin/webhooks?state=parked");

            var row = visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = type });
            (await row.InnerTextAsync()).ShouldContain("Nothing here handles this type of event.");
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("webhooks");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task A_customer_is_not_shown_the_inbox()
    {
        await ParkAsync();
        await using var visitor = await browser.VisitAsync();
        await visitor.RegisterAsync($"{Guid.NewGuid():N}@example.com");
        await visitor.GoToAsync("/admin/webhooks");

        (await visitor.Page.InnerTextAsync("main")).ShouldNotContain(type);
        (await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" }).CountAsync()).ShouldBe(0);
    }

    private async Task ParkAsync()
    {
        var envelope = new EventEnvelope($"evt_{Guid.NewGuid():N}", type, "2026-02-25.clover", DateTime.UtcNow, "fc_1", null);
        (await browser.App.Services.GetRequiredService<Inbox>().TakeInAsync(envelope, "{}")).ShouldBeTrue();
    }
}
