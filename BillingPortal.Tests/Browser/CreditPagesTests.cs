using BillingPortal.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class CreditPagesTests(BrowserFixture browser)
{
    [Fact]
    public async Task Finance_sees_what_a_grant_changes_before_granting_it_and_takes_back_what_is_left()
    {
        var name = $"Generous {Guid.NewGuid():N}"[..20];
        var team = await browser.App.StarterTeamAsync(name);
        await using var finance = await browser.VisitAsync();
        await finance.SignInAsync("finance@example.com");
        await finance.GoToAsync("/admin/credits");
        await finance.Page.GetByLabel("Team or billing address").FillAsync(name.ToLowerInvariant());
        await finance.Page.GetByRole(AriaRole.Button, new() { Name = "Find" }).ClickAsync();
        await finance.ArrivesAtAsync("search=");
        await finance.IsInteractiveAsync();
        await finance.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(finance.Page.GetByRole(AriaRole.Heading, new() { Name = "Grant credit" })).ToBeVisibleAsync();
        await finance.IsInteractiveAsync();

        await finance.Page.GetByLabel("Amount").FillAsync("600");
        await finance.Page.GetByLabel("Kind").SelectOptionAsync("Promotional");
        await finance.Page.GetByLabel("Reason").FillAsync("Sorry for Monday");
        await finance.Page.GetByRole(AriaRole.Button, new() { Name = "Show what it changes" }).ClickAsync();
        await Expect(finance.Page.GetByText("Finance grants at most $500.00 at a time").First).ToBeVisibleAsync();
        await finance.Page.GetByLabel("Amount").FillAsync("4.00");
        await finance.Page.GetByRole(AriaRole.Button, new() { Name = "Show what it changes" }).ClickAsync();
        await Expect(finance.Page.GetByRole(AriaRole.Status).GetByText("$6.24")).ToBeVisibleAsync();
        await finance.ScreenshotAsync("credits-grant");
        await finance.Page.GetByRole(AriaRole.Button, new() { Name = "Grant $4.00" }).ClickAsync();

        var grant = finance.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Sorry for Monday" }).First;
        await Expect(grant).ToContainTextAsync("Active");
        (await team.CreditBalanceAsync()).ShouldBe(4_00);
        await grant.GetByRole(AriaRole.Button, new() { Name = "Void" }).ClickAsync();
        await finance.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("Wrong team");
        await finance.Page.GetByRole(AriaRole.Button, new() { Name = "Void $4.00" }).ClickAsync();
        await Expect(grant).ToContainTextAsync("Voided");
        (await team.CreditBalanceAsync()).ShouldBe(0);
        await finance.ShouldFitTheScreenAsync();
        finance.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task An_owner_reads_what_there_is_when_it_expires_and_what_it_was_spent_on()
    {
        var team = await browser.App.TeamAsync("Thrifty");
        await browser.App.GrantAsync(team, 4_00, reason: "Welcome");
        (await team.UpgradeAsync("pm_card_visa")).Ok();
        await browser.App.GrantAsync(team, 25_00, "prepaid", browser.App.Now.AddYears(5), "Paid by bank transfer");
        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync(team.Owner.Email);
            await visitor.GoToAsync($"/teams/{team.Id}/credits");

            await Expect(visitor.Page.GetByText("Promotional credit is spent before prepaid credit")).ToBeVisibleAsync();
            await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Prepaid" }).GetByText("$25.00")).ToBeVisibleAsync();
            var history = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "History" });
            await Expect(history.GetByText("Spent on")).ToBeVisibleAsync();
            await Expect(history.Locator("td[data-l=Reserved]")).ToHaveTextAsync(["none", "−$4.00", "+$4.00", "none"]);
            await Expect(history.Locator("td[data-l=Balance]")).ToHaveTextAsync(["+$25.00", "none", "−$4.00", "+$4.00"]);
            (await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Void" }).CountAsync()).ShouldBe(0);
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("credits");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task A_customer_is_not_shown_where_credit_is_granted()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.RegisterAsync($"{Guid.NewGuid():N}@example.com");
        await visitor.GoToAsync("/admin/credits");

        await Expect(visitor.Page.GetByLabel("Team or billing address")).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Credits" })).ToHaveCountAsync(0);
    }
}
