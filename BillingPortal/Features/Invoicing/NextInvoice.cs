using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>What the next renewal would be if the period closed now: the coming month's plan, what is over the limits so far, and what was reported late.</summary>
public sealed class NextInvoice(InvoicePricing pricing, AccountPlans plans, LateUsage lateUsage)
{
    /// <returns>Null on Free, which is never invoiced, and where the tax is not known.</returns>
    public Task<InvoiceView?> PreviewAsync(BillingDbContext db, Account account, Guid teamId, PlanInForce plan, AccountUsage usage, CancellationToken ct = default) =>
        PreviewAsync(db, account, teamId, plan, usage, [], ct);

    /// <summary>As if the account had these grants besides.</summary>
    public async Task<InvoiceView?> PreviewAsync(
        BillingDbContext db, Account account, Guid teamId, PlanInForce plan, AccountUsage usage, IReadOnlyList<CreditAtHand> besides, CancellationToken ct = default) =>
        Coming(plan) is { } coming && (await SumAsync(db, account, plan, usage, coming, besides, ct)).Is(out var sum, out _) ? InvoiceView.Preview(sum, teamId, coming) : null;

    /// <summary>The same as a draft that nobody stores, with the provenance of each line.</summary>
    /// <returns>Null on Free.</returns>
    public async Task<Result<Invoice>?> DraftAsync(BillingDbContext db, Account account, Guid teamId, PlanInForce plan, AccountUsage usage, DateTime now, CancellationToken ct = default)
    {
        if (Coming(plan) is not { } coming) return null;
        if (!(await SumAsync(db, account, plan, usage, coming, [], ct)).Is(out var sum, out var problem)) return problem;
        var draft = new Invoice
        {
            AccountId = account.Id, TeamId = teamId, Reason = InvoiceReason.Cycle, Currency = account.Currency, CreatedAt = now, PeriodStart = coming.Start, PeriodEnd = coming.End, CompleteAt = coming.Start,
        };
        draft.Rate(sum);
        return draft;
    }

    /// <summary>The month that the next renewal is for.</summary>
    public static Period ComingAfter(PlanInForce plan, DateTime anchor) => Period.Month(anchor, Period.NumberAt(anchor, plan.Period.Start) + 1);

    /// <summary>A renewal's lines: the coming month's plan unless that is Free, the closing month's use by the version that it was under, and what was reported late of the months before.</summary>
    public static IReadOnlyList<DraftLine> Lines(PlanVersion next, Period coming, PlanVersion closing, Period closed, IReadOnlyDictionary<Metric, long> inTime, IReadOnlyList<LateOverage> late) =>
    [
        .. next.IsFree ? [] : (DraftLine[])[InvoiceComposer.PlanLine(next, coming)], .. InvoiceComposer.OverageLines(closing, LateLines.Into(inTime, closed, late), closed), .. LateLines.Of(late, closed),
    ];

    private static Period? Coming(PlanInForce plan) => plan is { Version.IsFree: false, Row.Anchor: { } anchor } ? ComingAfter(plan, anchor) : null;

    private async Task<Result<InvoiceSum>> SumAsync(
        BillingDbContext db, Account account, PlanInForce plan, AccountUsage usage, Period coming, IReadOnlyList<CreditAtHand> besides, CancellationToken ct)
    {
        var late = await lateUsage.DueAsync(db, account.Id, usage, before: coming.Start, ct);
        // What is scheduled stands in the plan's rows already.
        var renewed = plan.Row.To is not { } end || end > coming.Start ? plan.Version : (await plans.AtAsync(db, account.Id, coming.Start, ct)).Version;
        return await pricing.PriceAsync(db, account, Lines(renewed, coming, plan.Version, plan.Period, usage.In(plan.Period).Billed, late), coming.Start, besides, ct);
    }
}
