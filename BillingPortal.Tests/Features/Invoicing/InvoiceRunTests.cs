using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>Many drafts at once: nobody's fault stops another, nothing is skipped, nothing done twice.</summary>
[OnEveryDatabase]
public sealed class InvoiceRunTests : IAsyncLifetime
{
    private readonly BillingApp app = new();

    public async ValueTask InitializeAsync()
    {
        // Small batches, so that a run has several, and the one at fault shares its batch with sound ones.
        app.Settings["Billing:InvoiceRun:Batch"] = "8";
        app.Settings["Limits:PasswordTriesAMinute"] = "10000";
        await app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task One_poisoned_draft_among_fifty_stops_none_of_the_others_and_is_done_when_it_is_mended()
    {
        var teams = await TeamsAsync(50);
        var poisoned = await OrderAsync(teams[20], "not JSON");
        foreach (var team in teams.Where(team => team != teams[20])) await OrderAsync(team);

        var first = await RunAsync();

        (first!.Done, first.Failed, first.Waiting, first.Total).ShouldBe((49, 1, 0, 50));
        await ShouldHaveNumbersAsync(49);
        await using var db = await app.DatabaseAsync();
        (await db.Invoices.SingleAsync(invoice => invoice.Id == poisoned)).Step.ShouldBe(DraftStep.Claimed);

        await db.OneOffOrders.Where(order => order.InvoiceId == poisoned).ExecuteUpdateAsync(set => set.SetProperty(order => order.Lines, Lines));
        (await RunAsync())!.Done.ShouldBe(1);
        (await RunAsync()).ShouldBeNull();
        await ShouldHaveNumbersAsync(50);
        (await db.EmailMessages.CountAsync(mail => mail.DedupeKey.StartsWith("invoice:"))).ShouldBe(50);
    }

    [Fact]
    public async Task Four_nodes_at_once_issue_each_draft_once_without_a_gap()
    {
        var teams = await TeamsAsync(12);
        foreach (var team in teams)
            for (var n = 0; n < 2; n++) await OrderAsync(team, at: app.Now.UtcDateTime.AddMinutes(n - 10));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunAsync())));
        while (await RunAsync() is { Done: > 0 })
        {
            // What one node saw in another's hands is left for the next run.
        }

        await ShouldHaveNumbersAsync(24);
        await using var db = await app.DatabaseAsync();
        var issued = await db.Invoices.AsNoTracking().OrderBy(invoice => invoice.Number).ToListAsync();
        foreach (var account in issued.GroupBy(invoice => invoice.AccountId)) account.Select(invoice => invoice.CompleteAt).ShouldBeInOrder();
        issued.Select(invoice => invoice.StripeInvoiceId).Distinct().Count().ShouldBe(24);
    }

    [Fact]
    public async Task The_second_draft_of_an_account_waits_for_its_first()
    {
        var team = (await TeamsAsync(1))[0];
        await OrderAsync(team, "not JSON", app.Now.UtcDateTime.AddMinutes(-10));
        await OrderAsync(team);

        var tally = await RunAsync();

        (tally!.Done, tally.Failed).ShouldBe((0, 1));
        await ShouldHaveNumbersAsync(0);
    }

    [Fact]
    public async Task Fifty_at_once_that_take_a_number_of_which_every_fifth_is_cut_off_leave_no_gap()
    {
        var team = (await TeamsAsync(1))[0];
        var ids = new List<Guid>();
        for (var n = 0; n < 50; n++) ids.Add(await OrderAsync(team));
        await using (var db = await app.DatabaseAsync()) await db.Invoices.ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.Step, DraftStep.Placed));
        var issuing = app.Services.GetRequiredService<InvoiceIssuing>();
        await issuing.PrepareAsync();

        await Task.WhenAll(ids.Select((id, n) => Task.Run(() => n % 5 == 0 ? CutOffAsync(id) : issuing.IssueAsync([new FinalDraft(id, null)]))));

        await ShouldHaveNumbersAsync(40);
    }

    [Fact]
    public async Task A_run_tells_how_far_it_has_come()
    {
        foreach (var team in await TeamsAsync(10)) await OrderAsync(team);

        await RunAsync();

        await using var db = await app.DatabaseAsync();
        var run = (await app.Services.GetRequiredService<InvoiceRunProgress>().LastAsync(db, default))!;
        (run.Total, run.Done, run.Left).ShouldBe((10, 10, 0));
        run.EndedAt.ShouldNotBeNull();
        run.TimeLeft.ShouldBe(TimeSpan.Zero);
    }

    private static string Lines => OneOffOrder.Write([new("Workshop", 2, 50_00)]);

    private Task<InvoiceRunTally?> RunAsync() => app.Services.GetRequiredService<InvoiceRun>().CompleteDueAsync();

    private async Task<IReadOnlyList<TestTeam>> TeamsAsync(int count)
    {
        var teams = new List<TestTeam>();
        for (var n = 0; n < count; n++) teams.Add(await app.TeamAsync($"Team {n}"));
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
        return teams;
    }

    private async Task<Guid> OrderAsync(TestTeam team, string? lines = null, DateTime? at = null)
    {
        var due = at ?? app.Now.UtcDateTime;
        var invoice = new Invoice
        {
            AccountId = team.AccountId, TeamId = team.Id, Reason = InvoiceReason.OneOff, Currency = BillingPortal.Shared.Currency.Usd, CreatedAt = due, PeriodStart = due, PeriodEnd = due, CompleteAt = due,
        };
        invoice.Claim();
        await using var db = await app.DatabaseAsync();
        db.AddRange(invoice, new OneOffOrder { InvoiceId = invoice.Id, OrderedBy = null, OrderedAt = due, Lines = lines ?? Lines });
        await db.SaveChangesAsync();
        return invoice.Id;
    }

    /// <summary>A number is taken, and then the process dies before the commit.</summary>
    private async Task<IReadOnlyDictionary<Guid, BillingPortal.Shared.Problem>> CutOffAsync(Guid id)
    {
        await using var db = await app.DatabaseAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var invoice = await db.Invoices.SingleAsync(i => i.Id == id);
        await app.Services.GetRequiredService<InvoiceIssuing>().IssueAsync(db, invoice, null, null);
        await transaction.RollbackAsync();
        return new Dictionary<Guid, BillingPortal.Shared.Problem>();
    }

    private async Task ShouldHaveNumbersAsync(int count)
    {
        await using var db = await app.DatabaseAsync();
        var numbers = await db.Invoices.Where(invoice => invoice.Number != null).Select(invoice => invoice.Number!).ToListAsync();
        numbers.Count.ShouldBe(count);
        foreach (var series in numbers.GroupBy(number => number[..number.LastIndexOf('-')], number => int.Parse(number[(number.LastIndexOf('-') + 1)..])))
            series.Order().ShouldBe(Enumerable.Range(1, series.Count()), series.Key);
    }
}
