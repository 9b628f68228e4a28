using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.DevTools.Bench;

/// <summary>Accounts on Starter whose month has just closed with four metrics over their limits, each with a draft that is due.</summary>
internal sealed class InvoiceCrowd(BenchRoom room, PlanVersion starter, DateTime now)
{
    private const int Chunk = 500;

    private static readonly (Metric Metric, long Quantity)[] Usage = [(Metric.ApiCalls, 312_310), (Metric.MemoryTokens, 6_000_000), (Metric.Contexts, 259), (Metric.Memories, 26_001), (Metric.StorageBytes, 26L << 30)];

    public static async Task<InvoiceCrowd> OfAsync(BenchRoom room)
    {
        await using var db = await room.ContextAsync();
        var plans = room.Services.GetRequiredService<PlanCatalogue>();
        var now = room.Services.GetRequiredService<BillingClock>().Now;
        return new(room, (await plans.CurrentAsync(db, PlanCodes.Starter, Currency.Usd, now))!, now);
    }

    /// <param name="count">How many.</param>
    /// <param name="atStripe">With a customer there, and the usage of the month alone: such a draft is made whole at Stripe by the run.</param>
    public async Task AddAsync(int count, bool atStripe)
    {
        for (var from = 0; from < count; from += Chunk)
        {
            await using var db = await room.ContextAsync();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            for (var n = from; n < Math.Min(count, from + Chunk); n++) await AddAsync(db, atStripe);
            await db.SaveChangesAsync();
        }
    }

    private async Task AddAsync(BillingDbContext db, bool atStripe)
    {
        var start = now.AddHours(-2);
        var closed = new Period(start.AddMonths(-1), start);
        var account = new Account { Name = "Bench", Currency = Currency.Usd, CreatedAt = closed.Start, BillingEmail = "bench@example.com", FoundingEmail = "bench@example.com" };
        account.ChangeProfile(new() { Country = "US", Region = "NY" }, "bench@example.com", now);
        var team = new Team { Name = "Bench", AccountId = account.Id, CreatedAt = closed.Start };
        db.AddRange(account, team, AccountPlan.Start(account.Id, starter, closed.Start, closed.Start));
        foreach (var (metric, quantity) in Usage.Skip(atStripe ? 0 : 1)) db.Add(Total(account.Id, metric, quantity, closed));

        var invoice = new Invoice
        {
            AccountId = account.Id, TeamId = team.Id, Reason = atStripe ? InvoiceReason.CatchUp : InvoiceReason.Cycle, Currency = Currency.Usd, CreatedAt = now, PeriodStart = start, PeriodEnd = start.AddMonths(1), CompleteAt = now.AddHours(-1),
        };
        invoice.Claim();
        if (!atStripe) invoice.BecomesAtStripe($"in_bench_{invoice.Id:N}");
        db.Add(invoice);
        if (atStripe) await CustomerAsync(db, account);
    }

    private async Task CustomerAsync(BillingDbContext db, Account account)
    {
        var made = await new Stripe.CustomerService(room.Services.GetRequiredService<Stripe.IStripeClient>()).CreateAsync(new() { Email = account.BillingEmail });
        db.Entry(account).Property(a => a.StripeCustomerId).CurrentValue = made.Id;
    }

    private static UsageTotal Total(Guid accountId, Metric metric, long quantity, Period period)
    {
        var total = new UsageTotal { AccountId = accountId, Metric = metric, PeriodStart = period.Start };
        total.Count(new()
        {
            AccountId = accountId, EventId = "bench", TeamId = accountId, Metric = metric, Quantity = quantity, Timestamp = period.Start.AddDays(1), ReceivedAt = period.Start.AddDays(1), Number = 0,
            PeriodStart = period.Start, Day = DateOnly.FromDateTime(period.Start), IsLate = false, Corrects = null, Metadata = null, ContentHash = [],
        });
        return total;
    }
}
