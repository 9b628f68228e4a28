using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.AspNetCore.Identity;

namespace BillingPortal.DevTools.Bench;

/// <summary>The books of a portal that has been busy for 13 months: teams with owners and cards, a paid plan each, the running period's usage, and old invoices.</summary>
internal sealed class MadeUpBooks(PlanVersion starter, DateTime now)
{
    private const int Months = 13;

    private static readonly TaxComponent NewYork = new("US-NY", "New York sales tax", 4m, 1m, "taxed");

    public sealed record BookedTeam(Guid Id, Guid AccountId, string OwnerId, Guid LastInvoice);

    public IReadOnlyList<BookedTeam> Teams { get; private set; } = [];

    public async Task WriteAsync(Func<Task<BillingDbContext>> contextAsync, int teams, int invoices)
    {
        var founded = Enumerable.Range(0, teams).Select(Found).ToList();
        foreach (var part in founded.Chunk(1_000))
        {
            await using var db = await contextAsync();
            foreach (var team in part) db.AddRange(team.Rows);
            await db.SaveChangesAsync();
        }
        await using var context = await contextAsync();
        await BulkRows.InsertAsync(context, founded.SelectMany(team => Days(team.Account.Id)));
        var issued = Enumerable.Range(0, invoices).Select(number => Issue(founded[number % teams], number, invoices)).ToList();
        await BulkRows.InsertAsync(context, issued);
        await BulkRows.InsertAsync(context, issued.SelectMany(invoice => invoice.Lines));
        await BulkRows.InsertAsync(context, issued.SelectMany(invoice => invoice.Taxes));
        Teams = [.. founded.Select((team, index) => new BookedTeam(team.Team.Id, team.Account.Id, team.Owner.Id, issued[issued.Count - teams + index].Id))];
    }

    private Founded Found(int number)
    {
        var (email, began) = ($"owner{number}@bench.example", now.AddMonths(-Months));
        var owner = new IdentityUser { UserName = email, NormalizedUserName = email.ToUpperInvariant(), Email = email, NormalizedEmail = email.ToUpperInvariant() };
        var account = new Account { Name = $"Team {number}", Currency = Currency.Usd, CreatedAt = began, BillingEmail = email, FoundingEmail = email };
        account.ChangeProfile(new() { Country = "US", Region = "NY", City = "New York", Line1 = $"{number} Main Street" }, email, now);
        var team = new Team { Name = account.Name, AccountId = account.Id, CreatedAt = began };
        var card = new PaymentCard { AccountId = account.Id, StripePaymentMethodId = $"pm_bench_{number}", Brand = "visa", Last4 = "4242", ExpMonth = 12, ExpYear = now.Year + 2, AddedAt = began };
        card.Default(true);
        var person = new Person { UserId = owner.Id, Name = $"Owner {number}", LastTeamId = team.Id };
        object[] rows = [owner, person, account, team, Membership.Of(team.Id, account.Id, owner.Id, TeamRole.Owner, began), AccountPlan.Start(account.Id, starter, began, began), card, .. Totals(account.Id)];
        return new(owner, account, team, rows);
    }

    private IEnumerable<UsageTotal> Totals(Guid accountId) => Metrics.All.Where(metric => metric != Metric.Members).Select(metric =>
    {
        var total = new UsageTotal { AccountId = accountId, Metric = metric, PeriodStart = now };
        total.Count(Event(accountId, metric, now, 1_000));
        return total;
    });

    private IEnumerable<UsageDay> Days(Guid accountId) =>
        from day in Enumerable.Range(1, 30)
        from metric in new[] { Metric.ApiCalls, Metric.Memories }
        select Day(accountId, metric, now.AddDays(-day));

    private UsageDay Day(Guid accountId, Metric metric, DateTime at)
    {
        var day = new UsageDay { AccountId = accountId, Metric = metric, PeriodStart = now.AddMonths(-1), Day = DateOnly.FromDateTime(at) };
        day.Count(Event(accountId, metric, at, 500));
        return day;
    }

    private static UsageEvent Event(Guid accountId, Metric metric, DateTime at, long quantity) => new()
    {
        AccountId = accountId, EventId = "", TeamId = accountId, Metric = metric, Quantity = quantity, Timestamp = at, ReceivedAt = at, Number = 0, PeriodStart = at, Day = DateOnly.FromDateTime(at),
        IsLate = false, ContentHash = [],
    };

    private Invoice Issue(Founded team, int number, int of)
    {
        var at = now.AddMonths(-Months) + (now - now.AddMonths(-Months)) * ((double)number / of);
        var period = Period.Month(at, 0);
        var invoice = new Invoice
        {
            AccountId = team.Account.Id, TeamId = team.Team.Id, Reason = InvoiceReason.Cycle, Currency = Currency.Usd, CreatedAt = at, PeriodStart = period.Start, PeriodEnd = period.End, CompleteAt = at,
        };
        var overage = InvoiceComposer.OverageLines(starter, new Dictionary<Metric, long> { [Metric.Contexts] = 250 + number % 40 }, period);
        invoice.Rate(InvoiceSum.Of([InvoiceComposer.PlanLine(starter, period), .. overage], null, [NewYork], Currency.Usd));
        invoice.Open($"BENCH-{number:0000000}", null, Parties, at);
        invoice.Pay(at.AddMinutes(1), "Visa •••• 4242");
        return invoice;
    }

    private static readonly InvoiceParties Parties = InvoiceParties.Read("""{"Seller":{"Name":"Bench Inc","AddressLines":[],"Registrations":[]},"Buyer":{"Name":"Team","AddressLines":[],"TaxIds":[]},"Language":"en"}""");

    private sealed record Founded(IdentityUser Owner, Account Account, Team Team, object[] Rows);
}
