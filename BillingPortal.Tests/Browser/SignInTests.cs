using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class SignInTests(BrowserFixture browser)
{
    [Fact]
    public async Task Whoever_registers_is_signed_in_at_once_and_can_come_back()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        await using (var first = await browser.VisitAsync())
        {
            await first.RegisterAsync(email);
            first.ShouldHaveSeenNoFault();
        }

        await using var later = await browser.VisitAsync();
        await later.SignInAsync(email);

        (await later.Page.InnerTextAsync("body")).ShouldNotContain("Create an account");
        later.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_wrong_password_is_answered_on_the_page_without_saying_whether_the_address_is_known()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.FillSignInAsync("owner@example.com", "Not-The-One-1!");
        var known = await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync();

        await visitor.FillSignInAsync("nobody-here@example.com", "Not-The-One-1!");

        (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldBe(known);
    }

    [Fact]
    public async Task The_demo_owner_signs_in_with_one_click()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.Page.GotoAsync("/account/sign-in");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "owner" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await visitor.ArrivesAtAsync("^(?!.*/account/)");
    }

    [Fact]
    public async Task Whoever_opens_a_page_unknown_is_sent_to_the_sign_in_and_back()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        using var registered = await browser.App.SignedInAsync(email);
        await using var visitor = await browser.VisitAsync();
        await visitor.Page.GotoAsync("/teams");
        await visitor.ArrivesAtAsync("/account/sign-in[?]");

        await visitor.FillSignInAsync(email, BillingApp.Password, visit: false);

        await visitor.ArrivesAtAsync("/teams$");
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account/register")]
    [InlineData("/")]
    public async Task The_way_in_fits_every_screen(string path)
    {
        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.Page.GotoAsync(path);

            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("way-in" + path.Replace('/', '-'));
            visitor.ShouldHaveSeenNoFault();
        }
    }
}
