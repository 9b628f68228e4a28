namespace BillingPortal.Features.Taxes;

/// <summary>One tax that applies to a buyer, or the reason why one does not.</summary>
/// <param name="Jurisdiction">ISO 3166: "US-NY", "CA", "CA-QC", "DE".</param>
/// <param name="Name">As printed: "New York sales tax".</param>
/// <param name="Percentage">Effective, on the whole price: the legal rate times the taxable share.</param>
/// <param name="TaxableShare">The part of the price that the law taxes; 1 nearly everywhere, 0.8 in Texas.</param>
/// <param name="Reason">One of <see cref="TaxReasons"/>.</param>
public sealed record TaxComponent(string Jurisdiction, string Name, decimal Percentage, decimal TaxableShare, string Reason)
{
    /// <summary>False where it is shown with its reason and charges nothing.</summary>
    public bool IsCharged => Percentage > 0;

    /// <summary>The same tax, not charged for this reason.</summary>
    public TaxComponent Free(string reason) => this with { Percentage = 0, TaxableShare = 1, Reason = reason };
}

/// <summary>Why a tax is what it is, in the words of the REST API.</summary>
public static class TaxReasons
{
    public const string Charged = "standard_rated";

    /// <summary>Charged on a part of the price.</summary>
    public const string PartlyCharged = "portion_standard_rated";

    /// <summary>The law does not tax this product for this buyer.</summary>
    public const string NotTaxable = "not_subject_to_tax";

    /// <summary>The seller is not registered there.</summary>
    public const string NotCollecting = "not_collecting";

    /// <summary>The sources contradict each other, or there is no rate for the date.</summary>
    public const string Unsettled = "unsettled";

    /// <summary>The buyer, a business abroad, pays it to its own tax office.</summary>
    public const string ReverseCharge = "reverse_charge";

    /// <summary>An exemption certificate of the buyer covers it.</summary>
    public const string Exempt = "customer_exempt";
}
