using BillingPortal.Features.Overview;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Overview;

/// <summary>What a team's first page asks the database.</summary>
[OnEveryDatabase]
public sealed class DashboardStatementsTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_load_of_a_paying_teams_page_is_seven_statements()
    {
        var team = await app.StarterTeamAsync();
        await team.TrackAsync("api_calls", 260_000);
        var shown = await ShowAsync(team);
        (shown.NextInvoice!.Subtotal, shown.NextInvoice.Lines.Count, shown.Invoices.Count, shown.Members.Count).ShouldBe((shown.PlanPrice.Minor + 4_00, 2, 1, 1));
        var sent = await StatementCount.OfAsync(() => ShowAsync(team));
        sent.Count.ShouldBe(7, string.Join("\n\n", sent));
    }

    private async Task<TeamDashboard> ShowAsync(TestTeam team)
    {
        var owner = new Actor { UserId = Guid.NewGuid().ToString(), Name = "Owner", Memberships = [new(team.Id, team.AccountId, TeamRole.Owner)] };
        return (await app.Services.GetRequiredService<OverviewService>().DashboardAsync(owner, team.Id)).Value!;
    }
}
