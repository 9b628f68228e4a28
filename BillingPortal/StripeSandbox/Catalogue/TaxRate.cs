using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>A percentage of tax with its jurisdiction; the percentage never changes.</summary>
public sealed class TaxRate : StripeObject
{
    public override string Object => "tax_rate";
    public bool Active { get; set; } = true;
    public string? Country { get; set; }
    public string? Description { get; set; }
    public string DisplayName { get; set; } = "";
    public decimal? EffectivePercentage => Percentage;
    public object? FlatAmount => null;
    public bool Inclusive { get; set; }
    public string? Jurisdiction { get; set; }
    public string? JurisdictionLevel => null;
    public decimal Percentage { get; set; }
    public string RateType => "percentage";
    public string? State { get; set; }
    public string? TaxType { get; set; }
}
