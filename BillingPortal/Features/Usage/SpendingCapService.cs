using System.Globalization;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>What one fills in to cap the spending of an account.</summary>
public sealed record SpendingCapInput
{
    /// <summary>More than any team is billed in a month, and far from any overflow.</summary>
    public const long Most = 100_000_000_00;

    /// <summary>In whole minor units; read with fractions and at any size, so that the answer can say what is wrong.</summary>
    public decimal? Amount { get; set; }

    /// <summary>The account's own; left out, that is meant.</summary>
    public string? Currency { get; set; }
}

/// <summary>An account's cap and how far its period has come.</summary>
/// <param name="Amount">In minor units; null where there is no cap.</param>
/// <param name="Currency">The account's.</param>
/// <param name="Spent">What usage above the limits costs so far in the running period, net of tax.</param>
/// <param name="AlertSteps">In percent of the cap; an email goes out at each.</param>
public sealed record SpendingCapView(long? Amount, string Currency, long Spent, IReadOnlyList<int> AlertSteps);

/// <summary>Sets and removes the most that usage above the limits may cost in a period.</summary>
public sealed class SpendingCapService(
    IDbContextFactory<BillingDbContext> contexts, AccountPlans plans, UsageReader reader, SpendingAlerts alerts, BillingClock clock, LiveChanges changes)
{
    public async Task<Result<SpendingCapView>> GetAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await PayerAsync(db, teamId, ct) is not { } payer) return Problem.NotFound("team");
        return View(payer, payer.Cap, await SpendingAsync(db, payer, ct));
    }

    /// <summary>The same for a caller that has read all of it and has asked who may see it.</summary>
    internal static SpendingCapView View(CapPayer payer, PlanInForce running, AccountUsage used) =>
        View(payer, payer.Cap, running.Version.IsFree ? null : new(running.Version, running.Period, used.In(running.Period).BilledInAll));

    /// <summary>The account that pays for a team, with its cap, in one statement.</summary>
    internal static Task<CapPayer?> PayerAsync(BillingDbContext db, Guid teamId, CancellationToken ct)
    {
        var (accounts, caps) = (db.Accounts, db.SpendingCaps);
        return (
            from team in db.Teams.AsNoTracking().Where(team => team.Id == teamId)
            join account in accounts on team.AccountId equals account.Id
            from cap in caps.Where(cap => cap.AccountId == team.AccountId).DefaultIfEmpty()
            select new CapPayer(account.Id, account.Currency, cap)).FirstOrDefaultAsync(ct);
    }

    public async Task<Result<SpendingCapView>> SetAsync(Actor actor, Guid teamId, SpendingCapInput input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await PayerAsync(db, teamId, ct) is not { } payer) return Problem.NotFound("team");
        if (Fault(input, payer.Currency) is { } fault) return fault;

        // In the account's turn: what is counted meanwhile is held to the old cap or to the new one, and no step is told twice.
        var (transaction, _) = await db.TakeTurnsAsync(contexts, [payer.Id], ct);
        await using var turn = transaction;
        var (amount, now) = (new Money((long)input.Amount!.Value, payer.Currency), clock.Now);
        var cap = await db.SpendingCaps.FirstOrDefaultAsync(c => c.AccountId == payer.Id, ct);
        if (cap is null) db.Add(cap = new() { AccountId = payer.Id, Amount = amount, SetAt = now });
        (cap.Amount, cap.SetAt) = (amount, now);
        db.Record(actor, "spendingCap.set", payer.Id, now, amount.ToString());
        var spending = await SpendingAsync(db, payer, ct);
        if (spending is not null) await alerts.QueueAsync(db, payer.Id, new(cap, [spending]), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Tell(payer.Id);
        return View(payer, cap, spending);
    }

    public async Task<Result<Done>> RemoveAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await PayerAsync(db, teamId, ct) is not { } payer) return Problem.NotFound("team");
        var (transaction, _) = await db.TakeTurnsAsync(contexts, [payer.Id], ct);
        await using var turn = transaction;
        if (await db.SpendingCaps.FirstOrDefaultAsync(c => c.AccountId == payer.Id, ct) is not { } cap) return Done.It;

        db.Remove(cap);
        db.Record(actor, "spendingCap.removed", payer.Id, clock.Now, cap.Amount.ToString());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Tell(payer.Id);
        return Done.It;
    }

    private static Problem? Fault(SpendingCapInput input, Currency currency)
    {
        var most = SpendingCapInput.Most.ToString("N0", CultureInfo.InvariantCulture);
        if (input.Amount is not { } amount) return Problem.Invalid("amount", "Say the cap in whole minor units, for example 2500 for $25.00.");
        if (amount < 0 || amount > SpendingCapInput.Most || amount != decimal.Truncate(amount))
            return Problem.Invalid("amount", $"A cap is a whole number of minor units from 0 to {most}; 0 allows nothing above the limits.");
        if (input.Currency is { } given && !(Currency.TryParse(given, out var known) && known == currency))
            return Problem.Invalid("currency", $"This account pays in {currency}; its cap must be in {currency} too.");
        return null;
    }

    /// <summary>Null on Free, where nothing is billed.</summary>
    private async Task<PeriodSpending?> SpendingAsync(BillingDbContext db, CapPayer payer, CancellationToken ct)
    {
        var plan = await plans.AtAsync(db, payer.Id, clock.Now, ct);
        return plan.Version.IsFree ? null : new(plan.Version, plan.Period, await reader.UsedAsync(db, payer.Id, plan.Period, ct));
    }

    private static SpendingCapView View(CapPayer payer, SpendingCap? cap, PeriodSpending? spending) =>
        new(cap?.Amount.Minor, payer.Currency.Wire, spending?.Total.Minor ?? 0, SpendingCap.AlertSteps);
}

/// <summary>Who pays, and the most that they will, as it stood when it was read.</summary>
internal sealed record CapPayer(Guid Id, Currency Currency, SpendingCap? Cap);
