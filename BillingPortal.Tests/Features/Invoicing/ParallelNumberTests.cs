using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>Many invoices at once, from several requests and several nodes.</summary>
[OnEveryDatabase]
public sealed class ParallelNumberTests(BillingApp app) : IClassFixture<BillingApp>
{
    private const int Teams = 20;

    [Fact]
    public async Task Twenty_upgrades_and_twenty_renewals_at_once_leave_no_gap_and_charge_nobody_twice()
    {
        var teams = new List<TestTeam>();
        for (var n = 0; n < Teams; n++) teams.Add(await app.TeamAsync($"Team {n}"));
        var answers = await Task.WhenAll(teams.Select(team => team.UpgradeAsync("pm_card_visa")));
        foreach (var answer in answers) answer.Ok().Text("status").ShouldBe("active");

        await app.AdvanceAsync(await app.UntilRenewalAsync(teams[0], after: TimeSpan.FromMinutes(50)));
        await app.PassAsync(TimeSpan.FromMinutes(30));
        await OnFourNodesAsync<InvoiceRun>(run => run.CompleteDueAsync());
        await OnFourNodesAsync<PaymentService>(payments => payments.CollectDueAsync());
        await app.AdvanceAsync(TimeSpan.FromHours(2));

        await using var db = await app.DatabaseAsync();
        var numbers = await db.Invoices.Where(invoice => invoice.Number != null).Select(invoice => invoice.Number!).ToListAsync();
        numbers.Count.ShouldBe(2 * Teams);
        foreach (var series in numbers.GroupBy(number => number[..number.LastIndexOf('-')], number => int.Parse(number[(number.LastIndexOf('-') + 1)..])))
            series.Order().ShouldBe(Enumerable.Range(1, series.Count()), series.Key);
        foreach (var team in teams) (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
    }

    /// <summary>The services hold nothing between calls, so that four calls at once are what four nodes would do.</summary>
    private Task OnFourNodesAsync<TService>(Func<TService, Task> run) where TService : notnull =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => run(app.Services.GetRequiredService<TService>()))));
}
