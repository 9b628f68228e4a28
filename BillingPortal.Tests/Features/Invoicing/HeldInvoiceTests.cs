using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>The desk for drafts that differ from Stripe's.</summary>
[OnEveryDatabase]
public sealed class HeldInvoiceTests(BillingApp app) : IClassFixture<BillingApp>
{
    private static readonly Actor Finance = new() { UserId = "fin", Name = "Finance", PlatformRoles = [PlatformRole.Finance] };
    private static readonly Actor Support = new() { UserId = "sup", Name = "Support", PlatformRoles = [PlatformRole.Support] };

    private HeldInvoices Desk => app.Services.GetRequiredService<HeldInvoices>();

    private HeldLines Lines => app.Services.GetRequiredService<HeldLines>();

    [Fact]
    public async Task The_line_that_differs_is_shown_and_once_it_is_gone_the_invoice_goes_on()
    {
        var (team, draft, held) = await HeldAsync("Written on");

        var beside = (await Lines.CompareAsync(Finance, held.Id)).Value!;
        (beside.Ours.Minor, beside.Stripes.Minor).ShouldBe((10_40, 15_40));
        beside.Lines.Select(line => (line.Description, line.Ours?.Minor, line.Stripes?.Minor, line.Difference(beside.Currency).Minor)).ShouldBe([("Starter plan", 10_40, 10_40, 0L), ("By hand", null, 5_00, 5_00L)]);

        (await Desk.CompareAgainAsync(Finance, held.Id)).Problem.ShouldBeNull();
        (await HeldOfAsync(team)).Stripes.ShouldBe(Money.Usd(15_40));
        (await app.ChargedAsync(team)).ShouldBe([10_40]);

        await TakeAwayAsync(draft, "By hand");
        (await Desk.CompareAgainAsync(Finance, held.Id)).Problem.ShouldBeNull();
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await Desk.ListAsync(Finance)).Value!.ShouldNotContain(one => one.TeamId == team.Id);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
        (await Lines.CompareAsync(Finance, held.Id)).Problem!.Kind.ShouldBe(ProblemKind.Conflict);
        (await Desk.CompareAgainAsync(Finance, held.Id)).Problem!.Kind.ShouldBe(ProblemKind.Conflict);
    }

    [Fact]
    public async Task Computed_anew_it_knows_what_has_come_since_bills_late_usage_once_and_replaces_its_lines_at_Stripe()
    {
        var (team, draft, held) = await HeldAsync("Mended", async team =>
        {
            var first = (await team.InvoicesAsync()).ShouldHaveSingleItem().Time("period_start");
            await app.AdvanceAsync(await app.UntilRenewalAsync(team, TimeSpan.FromHours(3)));
            await team.TrackAsync("api_calls", 260_000, timestamp: first.AddDays(5));
        });
        held.Ours.Minor.ShouldBe(14_56);
        await app.GrantAsync(team, 2_00);
        await team.TrackAsync("api_calls", 5_000, timestamp: held.Since.AddDays(-40));
        await TakeAwayAsync(draft, "By hand");

        (await Desk.CompareAgainAsync(Finance, held.Id)).Problem.ShouldBeNull();
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40, 14_56], "compared again it is what it was");

        var other = await HeldOfAsync(await HoldAsync(team));
        await app.GrantAsync(team, 3_00);
        var drafted = other.StripeInvoiceId!;
        await TakeAwayAsync(drafted, "By hand");
        (await Desk.RateAgainAsync(Support, other.Id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Desk.RateAgainAsync(Finance, other.Id))));
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));

        // 10.00 and 2.00 of late usage, less 5.00 of credit, 4 % tax.
        var renewal = (await team.InvoicesAsync())[^1];
        (renewal.Number("subtotal"), renewal.Number("promotional_total"), renewal.Number("amount_due")).ShouldBe((12_00, 5_00, 7_28));
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40, 14_56, 7_28]);
        (await team.CreditBalanceAsync()).ShouldBe(0);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Fact]
    public async Task Two_who_compare_at_once_issue_it_once()
    {
        var (team, draft, held) = await HeldAsync("Two desks");
        await TakeAwayAsync(draft, "By hand");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Desk.CompareAgainAsync(Finance, held.Id))));
        await app.AdvanceAsync(TimeSpan.FromHours(1));

        (await team.InvoicesAsync()).Count.ShouldBe(2);
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
    }

    [Fact]
    public async Task Support_may_look_and_customers_may_not()
    {
        var (team, _, held) = await HeldAsync("Guarded desk");
        var owner = new Actor { UserId = "own", Name = "Owner", Memberships = [new(team.Id, team.AccountId, TeamRole.Owner)] };

        (await Lines.CompareAsync(Support, held.Id)).Problem.ShouldBeNull();
        (await Desk.CompareAgainAsync(Support, held.Id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Lines.CompareAsync(owner, held.Id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    private async Task<(TestTeam Team, string Draft, HeldInvoice Held)> HeldAsync(string name, Func<TestTeam, Task>? before = null)
    {
        var team = await app.StarterTeamAsync(name);
        if (before is not null) await before(team);
        var held = await HeldOfAsync(await HoldAsync(team));
        return (team, held.StripeInvoiceId!, held);
    }

    /// <summary>Somebody writes on the next renewal by hand.</summary>
    private async Task<TestTeam> HoldAsync(TestTeam team)
    {
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(10)));
        var draft = (await app.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}&status=draft")).Ok().List("data").ShouldHaveSingleItem().Text("id");
        await app.AtStripeAsync($"/v1/invoices/{draft}/add_lines", ("lines[0][amount]", "500"), ("lines[0][description]", "By hand"));
        await app.AdvanceAsync(TimeSpan.FromHours(4));
        return team;
    }

    private async Task<HeldInvoice> HeldOfAsync(TestTeam team) => (await Desk.ListAsync(Finance)).Value!.Single(held => held.TeamId == team.Id);

    private async Task TakeAwayAsync(string draft, string description)
    {
        var line = (await app.Stripe.GetAsync($"/v1/invoices/{draft}")).Ok().GetProperty("lines").List("data").Single(line => line.Text("description") == description);
        await app.AtStripeAsync($"/v1/invoices/{draft}/remove_lines", ("lines[0][id]", line.Text("id")), ("lines[0][behavior]", "delete"));
    }
}
