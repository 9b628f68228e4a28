using System.Text.RegularExpressions;
using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed partial class PasswordTests(BrowserFixture browser)
{
    [Fact]
    public async Task Whoever_forgot_the_password_chooses_a_new_one_with_a_link_that_works_once()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        using var registered = await browser.App.SignedInAsync(email);
        await using var visitor = await browser.VisitAsync();
        await visitor.Page.GotoAsync("/account/forgot-password");
        await visitor.Page.GetByLabel("Email").FillAsync(email);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Status).WaitForAsync();

        var mail = (await browser.App.EmailsAsync(email)).First(message => message.Text("subject") == "Choose a new password");
        var link = ResetLink().Match(mail.Text("html")).Value.Replace("&amp;", "&", StringComparison.Ordinal);
        await ChooseAsync(visitor.Page, link, "Another-Good-1!");
        await visitor.ArrivesAtAsync("/account/sign-in$");
        await visitor.FillSignInAsync(email, "Another-Good-1!");
        await visitor.ArrivesAtAsync("^(?!.*/account/)");

        await using var again = await browser.VisitAsync();
        await ChooseAsync(again.Page, link, "Third-Good-One-1!");
        (await again.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain("does not work any more");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Nobody_learns_here_which_addresses_have_an_account()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.Page.GotoAsync("/account/forgot-password");

        await visitor.Page.GetByLabel("Email").FillAsync("nobody-here@example.com");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();

        (await visitor.Page.GetByRole(AriaRole.Status).InnerTextAsync()).ShouldContain("If nobody-here@example.com has an account");
    }

    [GeneratedRegex("http[^\"]*/account/reset-password[^\"]*")]
    private static partial Regex ResetLink();

    private static async Task ChooseAsync(IPage page, string link, string password)
    {
        await page.GotoAsync(link);
        await page.GetByLabel("New password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the password" }).ClickAsync();
    }
}
