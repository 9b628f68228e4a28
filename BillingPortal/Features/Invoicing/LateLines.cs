using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>Turns usage that arrived after its period was closed into invoice lines under its own period. Pure.</summary>
public static class LateLines
{
    /// <summary>What the period that an invoice closes is billed on: late usage that is known by now is simply part of it.</summary>
    public static IReadOnlyDictionary<Metric, long> Into(IReadOnlyDictionary<Metric, long> inTime, Period closing, IReadOnlyList<LateOverage> late)
    {
        var used = inTime.ToDictionary();
        foreach (var one in late.Where(one => IsPartOf(one, closing))) used[one.Metric] = one.Used;
        return used;
    }

    /// <summary>One line for each metric and period that was billed before.</summary>
    public static IEnumerable<DraftLine> Of(IReadOnlyList<LateOverage> late, Period closing) => late.Where(one => !IsPartOf(one, closing)).Select(Line);

    private static bool IsPartOf(LateOverage late, Period closing) => late.Period.Start == closing.Start && late.Number == 0;

    private static DraftLine Line(LateOverage late)
    {
        var (rate, limit, before, now) = (late.Version.RateOf(late.Metric)!, late.Version.LimitOf(late.Metric).Quantity, late.Before, late.Now);
        var (quantity, unit) = rate.Model switch
        {
            RateModel.Flat => (now.Quantity - before.Quantity, rate.Tiers[0].Price / rate.Per),
            RateModel.Package => (Packs(now) - Packs(before), rate.Tiers[0].Price),
            _ => (now.Quantity - before.Quantity, (decimal?)null),
        };
        var provenance = new
        {
            Formula = "late_overage", Metric = late.Metric.Wire(), PlanVersionId = late.Version.Id, VersionNumber = late.Version.Number, Model = rate.Model.ToString(), Limit = limit,
            rate.Per, rate.Tiers, late.Used, Over = now.Quantity, now.Steps, BilledUsed = late.Billed, BilledOver = before.Quantity, BilledSteps = before.Steps, Charged = late.Charged.Minor,
        };
        return new(
            LineKind.Overage, $"{late.Metric.Label()} above {InvoiceComposer.Amount(late.Metric, limit)}, reported late", quantity,
            late.Charged == before.Amount ? unit * new Money(1, now.Currency).Major : null, late.Due, late.Period,
            JsonSerializer.Serialize(provenance, InvoiceComposer.Wire))
        { Metric = late.Metric, Plan = late.Version.PlanCode };
    }

    private static long Packs(Rated rated) => rated.Steps.Sum(step => step.Packs ?? 0);
}
