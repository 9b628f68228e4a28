using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <summary>What a source of taxes says of a place.</summary>
/// <param name="Components">In a fixed order, those that charge nothing included with their reason.</param>
/// <param name="Source">Who says so, as kept with the invoice: "built-in table 4f1c…", "TaxJar".</param>
public sealed record TaxAnswer(IReadOnlyList<TaxComponent> Components, string Source);

/// <summary>Says which taxes the law puts on a sale to a buyer: the built-in table, or a provider. Who collects, who is exempt and who pays by reverse charge is decided in <see cref="AccountTaxes"/>.</summary>
public interface ITaxSource
{
    /// <summary>Whether asking leaves this machine, which never happens inside a database transaction.</summary>
    bool IsRemote { get; }

    /// <summary>
    /// A problem where the profile does not say enough or names a place that the source does not know (on <c>country</c> or <c>region</c>), or where
    /// the source cannot be reached: then the invoice waits, it is never taxed at 0.
    /// </summary>
    Task<Result<TaxAnswer>> AskAsync(BillingProfile buyer, DateTime at, CancellationToken ct = default);
}
