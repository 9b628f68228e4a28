using BillingPortal.Features.Access;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class SettingsTests(BrowserFixture browser)
{
    [Fact]
    public async Task Where_a_team_is_billed_is_filled_in_and_found_again()
    {
        await using var visitor = (await OwnerAsync()).Visitor;

        await visitor.Page.GetByLabel("Legal name").FillAsync("Acme Incorporated");
        await visitor.Page.GetByLabel("Billing email").FillAsync("pay@acme.example");
        await visitor.Page.GetByLabel("A private person").CheckAsync();
        await visitor.Page.GetByLabel("Country").SelectOptionAsync("CA");
        await visitor.Page.GetByLabel("Province").SelectOptionAsync("ON");
        await visitor.Page.GetByLabel("Street and number").FillAsync("200 Bay St");
        await visitor.Page.GetByLabel("Time zone").SelectOptionAsync("America/Toronto");
        await SaveAsync(visitor);
        await visitor.Page.GetByText("Saved").WaitForAsync();

        await visitor.Page.ReloadAsync();
        await visitor.IsInteractiveAsync();
        (await visitor.Page.GetByLabel("Legal name").InputValueAsync()).ShouldBe("Acme Incorporated");
        (await visitor.Page.GetByLabel("Billing email").InputValueAsync()).ShouldBe("pay@acme.example");
        (await visitor.Page.GetByLabel("A private person").IsCheckedAsync()).ShouldBeTrue();
        (await visitor.Page.GetByLabel("Province").InputValueAsync()).ShouldBe("ON");
        (await visitor.Page.GetByLabel("Street and number").InputValueAsync()).ShouldBe("200 Bay St");
        (await visitor.Page.GetByLabel("Time zone").InputValueAsync()).ShouldBe("America/Toronto");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task What_is_not_accepted_is_said_once_at_its_field_and_the_keyboard_is_led_there()
    {
        await using var visitor = (await OwnerAsync()).Visitor;

        await visitor.Page.GetByLabel("Country").SelectOptionAsync("CA");
        await SaveAsync(visitor);
        await Assertions.Expect(visitor.Page.GetByLabel("Province")).ToBeFocusedAsync();
        (await visitor.Page.Locator("#region-error").InnerTextAsync()).Trim().ShouldBe("Choose the province: it decides the tax.");
        (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain("Nothing was saved yet.");

        await visitor.Page.GetByLabel("Province").SelectOptionAsync("QC");
        await visitor.Page.GetByLabel("Billing email").FillAsync("nobody");
        await SaveAsync(visitor);
        await Assertions.Expect(visitor.Page.GetByLabel("Billing email")).ToBeFocusedAsync();
        (await visitor.Page.Locator("#billing_email-error").InnerTextAsync()).Trim().ShouldBe("This is not an email address.");
        (await visitor.Page.Locator("#region-error").InnerTextAsync()).Trim().ShouldBeEmpty();
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task What_somebody_else_has_changed_meanwhile_is_not_overwritten()
    {
        var (visitor, team) = await OwnerAsync();
        await using var _ = visitor;
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { legal_name = "Theirs", address = new { country = "FR" } })).Ok();

        await visitor.Page.GetByLabel("Legal name").FillAsync("Mine");
        await SaveAsync(visitor);

        (await visitor.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).ShouldContain("Somebody else changed this meanwhile.");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show what is there now" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByLabel("Legal name")).ToHaveValueAsync("Theirs");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Whoever_was_sent_here_from_the_plan_goes_back_to_it()
    {
        var (visitor, team) = await OwnerAsync("?return=plan");
        await using var _ = visitor;

        await visitor.Page.GetByLabel("Legal name").FillAsync("Acme Incorporated");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save and go on" }).ClickAsync();

        await visitor.ArrivesAtAsync($"/teams/{team.Id}/plan$");
    }

    [Fact]
    public async Task Whoever_may_only_look_reads_who_can_change_it_and_a_member_sees_nothing()
    {
        var team = await browser.App.TeamAsync();
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { tax_id = "DE136695976", address = new { country = "DE", city = "Bremen" } })).Ok();
        using var member = await browser.App.SignedInAsync();
        await JoinAsync(team, member.Email);

        await using var finance = await browser.VisitAsync();
        await finance.SignInAsync("finance@example.com");
        await finance.GoToAsync($"/teams/{team.Id}/settings");
        var seen = await finance.Page.InnerTextAsync("main");
        seen.ShouldContain("Owners, admins and billing contacts of the team can change this.");
        seen.ShouldContain("Bremen, Germany");
        (await finance.Page.GetByRole(AriaRole.Textbox).CountAsync()).ShouldBe(0);

        await using var colleague = await browser.VisitAsync();
        await colleague.SignInAsync(member.Email);
        await colleague.GoToAsync($"/teams/{team.Id}/settings");
        var refused = await colleague.Page.InnerTextAsync("main");
        refused.ShouldContain("Only owners, admins and billing contacts see where the team is billed.");
        refused.ShouldNotContain("Bremen");
        (await colleague.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_settings_fit_every_screen()
    {
        foreach (var screen in Screen.All)
        {
            await using var visitor = (await OwnerAsync(screen: screen)).Visitor;
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("settings");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    private static Task SaveAsync(Visitor visitor) => visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

    private async Task<(Visitor Visitor, TestTeam Team)> OwnerAsync(string query = "", Screen? screen = null)
    {
        var team = await browser.App.TeamAsync();
        var visitor = await browser.VisitAsync(screen);
        await visitor.SignInAsync(team.Owner.Email);
        await visitor.GoToAsync($"/teams/{team.Id}/settings{query}");
        return (visitor, team);
    }

    private async Task JoinAsync(TestTeam team, string email)
    {
        await using var db = await browser.App.DatabaseAsync();
        var user = await db.Set<IdentityUser>().SingleAsync(user => user.Email == email);
        db.Add(Membership.Of(team.Id, team.AccountId, user.Id, TeamRole.Member, browser.App.Now.UtcDateTime));
        await db.SaveChangesAsync();
    }
}
