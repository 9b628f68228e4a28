using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <summary>Taxes by the tables that come with the portal.</summary>
public sealed class BuiltInTaxTable : ITaxSource
{
    public bool IsRemote => false;

    public Task<Result<TaxAnswer>> AskAsync(BillingProfile buyer, DateTime at, CancellationToken ct = default) => Task.FromResult(Answer(buyer, at));

    private static Result<TaxAnswer> Answer(BillingProfile buyer, DateTime at)
    {
        if (TaxProfile.Missing(buyer) is { } missing) return missing;
        if (!TaxTable.Knows(buyer.Country!)) return Problem.Invalid("country", $"No tax table knows {Countries.NameOf(buyer.Country!)}, so we cannot sell there yet.");

        var rows = TaxTable.At(buyer.Country!, buyer.Region, at);
        return rows.Count > 0
            ? new TaxAnswer([.. rows.Select(row => Component(row, row.RateFor(buyer.CustomerKind)))], TaxTable.Version)
            : Problem.Invalid("country", $"The tax table has no rate of {Countries.NameOf(buyer.Country!)} for {DateWords.Day(DateOnly.FromDateTime(at))}.");
    }

    private static TaxComponent Component(TaxRow row, decimal? rate)
    {
        var reason = rate is null ? TaxReasons.Unsettled : rate == 0 ? TaxReasons.NotTaxable : row.TaxableShare < 1 ? TaxReasons.PartlyCharged : TaxReasons.Charged;
        return new(row.Jurisdiction, row.Name, (rate ?? 0) * row.TaxableShare, row.TaxableShare, reason);
    }
}
