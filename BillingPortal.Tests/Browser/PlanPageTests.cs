using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>The plan page of a team that pays: up, down, pausing and leaving, as an owner lives through it.</summary>
[OnEveryDatabase]
[Collection(nameof(Browser))]
public sealed class PlanPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_dearer_plan_is_shown_line_by_line_paid_and_receipted()
    {
        var team = await browser.App.NonprofitTeamAsync("Rising");
        await browser.App.AdvanceAsync(days: 4);
        await using var visitor = await VisitAsync(team);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Choose Starter" }).ClickAsync();
        await ShouldShowAsync(visitor, "Starter, rest of the period", "Non-Profit, unused part given back", "This price is held until", "Expected, before usage", "$10.40");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm and pay" }).First.ClickAsync();

        await ShouldShowAsync(visitor, "You are on Starter.", "paid with Visa");
        (await team.PlanAsync()).ShouldBe("starter");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_price_that_changed_meanwhile_is_marked_and_confirmed_again()
    {
        var team = await browser.App.NonprofitTeamAsync("Moving");
        await browser.App.AdvanceAsync(days: 4);
        await using var visitor = await VisitAsync(team, "?plan=starter");
        await ShouldShowAsync(visitor, "New York");
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { billing_email = team.Owner.Email, address = new { country = "US", region = "PA" } })).Ok();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm and pay" }).First.ClickAsync();

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("price has changed");
        await Assertions.Expect(visitor.Page.Locator("tr.changed")).Not.ToHaveCountAsync(0);
        await visitor.ScreenshotAsync("plan-price-changed");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_cheaper_plan_waits_for_the_period_s_end_and_can_be_undone()
    {
        var team = await browser.App.StarterTeamAsync("Falling");
        await browser.App.VerifyAsync(team);
        await using var visitor = await VisitAsync(team);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Choose Non-Profit" }).ClickAsync();
        await ShouldShowAsync(visitor, "Nothing is charged now");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Change on" }).ClickAsync();
        await ShouldShowAsync(visitor, "Changes to Non-Profit on");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Keep Starter" }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel plan" })).ToBeVisibleAsync();
        (await team.BillingAsync()).IsNull("scheduled_change").ShouldBeTrue();
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Cancelling_asks_when_and_why_and_says_what_is_kept()
    {
        var team = await browser.App.StarterTeamAsync("Leaving");
        await using var visitor = await VisitAsync(team);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Choose Free" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Kept: members, everything that is stored");
        await Assertions.Expect(dialog).ToContainTextAsync("unless it comes to less than $0.50");
        await dialog.GetByLabel("What made you leave?").FillAsync("We only needed it once.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel on" }).ClickAsync();

        await ShouldShowAsync(visitor, "Starter ends on");
        (await team.BillingAsync()).GetProperty("scheduled_change").Text("kind").ShouldBe("cancel");
        await visitor.GoToAsync($"/teams/{team.Id}");
        await ShouldShowAsync(visitor, "Starter ends on");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_paused_plan_is_resumed_from_the_page()
    {
        var team = await browser.App.StarterTeamAsync("Resting");
        await using var visitor = await VisitAsync(team);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Pause on" }).ClickAsync();
        await ShouldShowAsync(visitor, "Starter pauses on");
        await browser.App.AdvanceAsync(days: 40);
        await visitor.GoToAsync($"/teams/{team.Id}/plan");
        await ShouldShowAsync(visitor, "Starter is paused.");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Resume Starter" }).ClickAsync();

        await ShouldShowAsync(visitor, "You are on Starter");
        (await team.PlanAsync()).ShouldBe("starter");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Every_state_of_the_page_fits_every_screen()
    {
        var (up, down, leaving) = (await browser.App.NonprofitTeamAsync("Harbor Literacy"), await browser.App.StarterTeamAsync("Northwind"), await browser.App.StarterTeamAsync("Acme"));
        await browser.App.VerifyAsync(down);
        await browser.App.AdvanceAsync(days: 4);
        (await leaving.CancelAsync("period_end")).Ok();
        foreach (var screen in Screen.All)
            foreach (var (name, team, query) in new[] { ("plan-dearer", up, "?plan=starter"), ("plan-cheaper", down, "?plan=nonprofit"), ("plan-paid", down, ""), ("plan-leaving", leaving, "") })
            {
                await using var visitor = await VisitAsync(team, query, screen);
                await visitor.ScreenshotAsync(name);
                await visitor.ShouldFitTheScreenAsync();
                if (name == "plan-paid") await DialogsShouldFitAsync(visitor);
                visitor.ShouldHaveSeenNoFault();
            }
    }

    [Fact]
    public async Task A_payment_that_was_not_taken_is_listed_with_its_reason()
    {
        var team = await browser.App.NonprofitTeamAsync("Unlucky");
        await browser.App.AdvanceAsync(days: 4);
        (await team.ChangeAsync(new { plan = "starter", payment_method = "pm_card_chargeCustomerFail" })).Status.ShouldBe(System.Net.HttpStatusCode.PaymentRequired);

        await using var visitor = await VisitAsync(team);

        await ShouldShowAsync(visitor, "Payments that were not taken", "Your card was declined. Nothing was charged");
        await visitor.ScreenshotAsync("plan-failed-tries");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Who_is_on_an_older_version_of_the_plan_may_move_to_the_current_price_and_need_not()
    {
        var team = await browser.App.StarterTeamAsync("Loyal");
        await browser.App.AdvanceAsync(days: 4);
        await browser.App.PublishAsync("starter", 70, 15_00, browser.App.Now.UtcDateTime);
        try
        {
            await using var visitor = await VisitAsync(team);
            await ShouldShowAsync(visitor, "You keep yours at $10.00 a month until you move.");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Move to the current price" }).ClickAsync();
            await ShouldShowAsync(visitor, "Starter, rest of the period", "Starter, unused part given back", "$15.60");
            (await team.BillingAsync()).GetProperty("plan").Number("amount").ShouldBe(10_00);
            visitor.ShouldHaveSeenNoFault();
        }
        finally
        {
            await browser.App.PublishAsync("starter", 71, 10_00, browser.App.Now.UtcDateTime);
        }
    }

    private static async Task DialogsShouldFitAsync(Visitor visitor)
    {
        foreach (var (button, name) in new[] { ("Cancel plan", "plan-cancel"), ("Pause", "plan-pause") })
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await visitor.ScreenshotAsync(name);
            await visitor.ShouldFitTheScreenAsync();
            await visitor.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Keep Starter" }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }
    }

    private async Task<Visitor> VisitAsync(TestTeam team, string query = "", Screen? screen = null)
    {
        var visitor = await browser.VisitAsync(screen);
        await visitor.SignInAsync(team.Owner.Email);
        await visitor.GoToAsync($"/teams/{team.Id}/plan{query}");
        return visitor;
    }

    private static async Task ShouldShowAsync(Visitor visitor, params string[] texts)
    {
        foreach (var text in texts) await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync(text);
    }
}
