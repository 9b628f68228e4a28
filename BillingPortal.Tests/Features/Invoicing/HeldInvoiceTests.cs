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

    private async Task<(TestTeam Team, string Draft, HeldInvoice Held)> HeldAsync(string name)
    {
        var team = await app.StarterTeamAsync(name);
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(10)));
        var draft = (await app.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}&status=draft")).Ok().List("data").ShouldHaveSingleItem().Text("id");
        await app.AtStripeAsync($"/v1/invoices/{draft}/add_lines", ("lines[0][amount]", "500"), ("lines[0][description]", "By hand"));
        await app.AdvanceAsync(TimeSpan.FromHours(4));
        return (team, draft, await HeldOfAsync(team));
    }

    private async Task<HeldInvoice> HeldOfAsync(TestTeam team) => (await Desk.ListAsync(Finance)).Value!.Single(held => held.TeamId == team.Id);

    private async Task TakeAwayAsync(string draft, string description)
    {
        var line = (await app.Stripe.GetAsync($"/v1/invoices/{draft}")).Ok().GetProperty("lines").List("data").Single(line => line.Text("description") == description);
        await app.AtStripeAsync($"/v1/invoices/{draft}/remove_lines", ("lines[0][id]", line.Text("id")), ("lines[0][behavior]", "delete"));
    }
}
