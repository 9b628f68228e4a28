using System.Text.RegularExpressions;
using BillingPortal.Features.Access;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class UsagePageTests(BrowserFixture browser)
{
    [Fact]
    public async Task Usage_is_shown_by_metric_and_day_with_the_state_in_the_address()
    {
        var team = await UsingTeamAsync("Daily");
        foreach (var screen in Screen.All)
        {
            await using var visitor = await SignedInAsync(team, screen);
            await visitor.GoToAsync($"/teams/{team.Id}/usage");
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Meter)).ToHaveCountAsync(6);
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^API calls: 260,000 of the included 250,000 used") })).ToBeVisibleAsync();
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("usage");

            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Days of Contexts" }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Contexts by day" })).ToBeVisibleAsync();
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Table", Exact = true }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Highest" })).ToBeVisibleAsync();
            visitor.Page.Url.ShouldContain("metric=contexts");
            visitor.Page.Url.ShouldContain("view=table");
            await visitor.Page.ReloadAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Contexts by day" })).ToBeVisibleAsync();
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("usage-table");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task A_spending_cap_is_set_in_the_side_panel_changed_and_removed()
    {
        var team = await UsingTeamAsync("Capped");
        foreach (var screen in new[] { Screen.Phone, Screen.DesktopDark })
        {
            await using var visitor = await SignedInAsync(team, screen);
            await visitor.GoToAsync($"/teams/{team.Id}/usage");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set a spending cap" }).ClickAsync();
            var amount = visitor.Page.GetByLabel("Cap in USD");
            await amount.FillAsync("3");
            await amount.BlurAsync();
            await Assertions.Expect(visitor.Page.GetByText("At this cap calls that cost more are refused at once.")).ToBeVisibleAsync();
            await amount.FillAsync("-5");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set the cap" }).ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("#amount-error")).ToContainTextAsync("Write an amount");
            await visitor.ScreenshotAsync("usage-cap");
            await amount.FillAsync("25.00");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set the cap" }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Spending cap", Exact = true })).ToBeVisibleAsync();
            (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/spending-cap")).Ok().Number("amount").ShouldBe(25_00);

            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Spending cap", Exact = true }).ClickAsync();
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the cap" }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set a spending cap" })).ToBeVisibleAsync();
            (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/spending-cap")).Ok().IsNull("amount").ShouldBeTrue();
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task Past_periods_are_chosen_in_the_address_and_the_pace_is_foretold()
    {
        var team = await UsingTeamAsync("Foretold", freeCalls: 7);
        await browser.App.AdvanceAsync(days: 12);
        await team.TrackAsync("api_calls", 100);
        foreach (var screen in new[] { Screen.Desktop, Screen.Phone })
        {
            await using var visitor = await SignedInAsync(team, screen);
            await visitor.GoToAsync($"/teams/{team.Id}/usage");
            await Assertions.Expect(visitor.Page.GetByText(new Regex("forecast \\d+,\\d+")).First).ToBeVisibleAsync();
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("usage-foretold");

            await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Period" }).GetByRole(AriaRole.Link).Last.ClickAsync();
            await Assertions.Expect(visitor.Page.GetByText(new Regex("^Free · .* · closed$")).First).ToBeVisibleAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Forecast" })).ToHaveCountAsync(0);
            await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("period="));
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set a spending cap" })).ToHaveCountAsync(0);
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("usage-closed");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task The_cap_has_an_address_of_its_own_and_tells_when_calls_are_refused()
    {
        var team = await UsingTeamAsync("Linked");
        await browser.App.AdvanceAsync(days: 12);
        await team.TrackAsync("api_calls", 100);
        foreach (var screen in new[] { Screen.Desktop, Screen.Phone })
        {
            await using var visitor = await SignedInAsync(team, screen);
            var panel = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "Spending cap" });
            await visitor.GoToAsync($"/teams/{team.Id}/usage?metric=contexts&panel=cap");
            await Assertions.Expect(panel).ToBeVisibleAsync();
            await visitor.Page.GetByLabel("Cap in USD").FillAsync("50");
            await visitor.Page.GetByLabel("Cap in USD").BlurAsync();
            await Assertions.Expect(panel.GetByText(new Regex("^At this cap calls are refused from about \\d+ \\w+\\.$"))).ToBeVisibleAsync();
            await visitor.ScreenshotAsync("usage-cap-foretold");

            await visitor.Page.GetByLabel("Cap in USD").PressAsync("Escape");
            await Assertions.Expect(panel).ToHaveCountAsync(0);
            await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("usage\\?metric=contexts$"));
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set a spending cap" }).ClickAsync();
            await Assertions.Expect(panel).ToBeVisibleAsync();
            await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("panel=cap$"));
            await visitor.Page.GoBackAsync();
            await Assertions.Expect(panel).ToHaveCountAsync(0);
            await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("usage\\?metric=contexts$"));
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task A_plain_member_sees_usage_but_no_amounts_and_no_cap()
    {
        var team = await UsingTeamAsync("Members see");
        var member = $"{Guid.NewGuid():N}@example.com";
        using var _ = await browser.App.SignedInAsync(member);
        await using (var db = await browser.App.DatabaseAsync())
        {
            var user = await db.Users.SingleAsync(person => person.Email == member);
            db.Add(Membership.Of(team.Id, team.AccountId, user.Id, TeamRole.Member, DateTime.UtcNow));
            await db.SaveChangesAsync();
        }
        await using var visitor = await browser.VisitAsync();
        await visitor.SignInAsync(member);
        await visitor.GoToAsync($"/teams/{team.Id}/usage");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Meter)).ToHaveCountAsync(6);
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldNotContain("$");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Set a spending cap" })).ToHaveCountAsync(0);

        await visitor.GoToAsync($"/teams/{team.Id}");
        await Assertions.Expect(visitor.Page.GetByText("10,000 over", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("Usage above the limits is billed with the next invoice.")).ToBeVisibleAsync();
        (await visitor.Page.Locator("main").InnerTextAsync()).Replace("$10.00 a month", "", StringComparison.Ordinal).ShouldNotContain("$");
        await visitor.ScreenshotAsync("overview-member");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task The_days_are_downloaded_as_csv()
    {
        var team = await UsingTeamAsync("Sheets");
        var csv = await team.Owner.GetAsync($"/billing-engine/usage/{team.Id}/days.csv");
        csv.Ok();
        csv.MediaType.ShouldBe("text/csv");
        csv.BodyText.ShouldStartWith("period_start,period_end,day,metric,used,in_all,limit\r\n");
        csv.BodyText.ShouldContain(",api_calls,260000,260000,250000");
        using var stranger = await browser.App.SignedInAsync();
        (await stranger.GetAsync($"/billing-engine/usage/{team.Id}/days.csv")).ShouldBeProblem(System.Net.HttpStatusCode.NotFound);
    }

    private async Task<TestTeam> UsingTeamAsync(string name, int freeCalls = 0)
    {
        var team = await browser.App.TeamAsync(name);
        if (freeCalls > 0) await team.TrackAsync("api_calls", freeCalls);
        (await team.UpgradeAsync("pm_card_visa")).Ok();
        await team.TrackAsync("api_calls", 260_000, "calls");
        await team.TrackAsync("contexts", 120);
        await team.TrackAsync("memories", 9_000);
        await team.TrackAsync(new { event_id = "calls-fix", team_id = team.Id, metric = "api_calls", quantity = -1, corrects = "calls" });
        await team.TrackAsync("api_calls", 1);
        return team;
    }

    private async Task<Visitor> SignedInAsync(TestTeam team, Screen screen)
    {
        var visitor = await browser.VisitAsync(screen);
        await visitor.SignInAsync(team.Owner.Email);
        return visitor;
    }
}
