using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class CataloguePageTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_administrator_drafts_a_version_sees_who_would_pay_what_and_publishes_it()
    {
        await browser.App.StarterTeamAsync("Predicted");
        await using var visitor = await browser.VisitAsync();
        await visitor.SignInAsync("admin@example.com");
        await visitor.GoToAsync("/admin/catalogue");
        await visitor.ScreenshotAsync("catalogue");
        await Section(visitor, "Non-Profit").GetByRole(AriaRole.Button, new() { Name = "New version" }).First.ClickAsync();

        await visitor.ArrivesAtAsync("/admin/catalogue/drafts/");
        await visitor.IsInteractiveAsync();
        await FillAsync(visitor, "Price a month", "-1");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("A price is never negative.").First).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("draft-refused");

        await FillAsync(visitor, "Price a month", "6.50");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save and dry run" }).ClickAsync();
        await visitor.ArrivesAtAsync("/dry-run$");
        await visitor.IsInteractiveAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start the dry run" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Waits for its turn")).ToBeVisibleAsync();
        await browser.App.Services.GetRequiredService<DryRunWork>().RunDueAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Nobody moves until moved.")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Publish the version" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Published. Nobody moves until moved.")).ToBeVisibleAsync();

        await visitor.GoToAsync("/admin/catalogue");
        await Assertions.Expect(Section(visitor, "Non-Profit").GetByText("$6.50")).ToBeVisibleAsync();
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task The_prediction_is_readable_on_every_screen_and_finance_can_read_but_not_publish()
    {
        await browser.App.StarterTeamAsync("Northwind");
        var path = await PredictAsync();
        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync("finance@example.com");
            await visitor.GoToAsync(path);
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Differences" })).ToBeVisibleAsync();
            (await (await visitor.Page.Context.APIRequest.GetAsync(path)).TextAsync()).ShouldContain("class=\"bars\"", Case.Sensitive, "the picture stands in the page before its circuit does");
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Publish" })).ToHaveCountAsync(0);
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("dry-run");

            await visitor.GoToAsync(path.Replace("/dry-run", "", StringComparison.Ordinal));
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("draft");

            await visitor.GoToAsync("/admin/catalogue");
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "New version" })).ToHaveCountAsync(0);
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("catalogue-finance");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task A_customer_sees_neither_catalogue_nor_prediction()
    {
        var path = await PredictAsync();
        await using var visitor = await browser.VisitAsync();
        await visitor.RegisterAsync($"{Guid.NewGuid():N}@example.com");
        foreach (var address in (string[])["/admin/catalogue", path, path.Replace("/dry-run", "", StringComparison.Ordinal)])
        {
            await visitor.GoToAsync(address);
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("You do not have the right to do this.");
        }
    }

    private static ILocator Section(Visitor visitor, string plan) => visitor.Page.GetByRole(AriaRole.Region, new() { Name = plan, Exact = true });

    private static async Task FillAsync(Visitor visitor, string label, string value)
    {
        await visitor.Page.GetByLabel(label).FillAsync(value);
        await visitor.Page.GetByLabel(label).BlurAsync();
    }

    /// <summary>A finished prediction of a dearer Starter.</summary>
    private async Task<string> PredictAsync()
    {
        var draft = await browser.App.DearerStarterAsync(12);
        return $"/admin/catalogue/drafts/{draft.Id}/dry-run";
    }
}
