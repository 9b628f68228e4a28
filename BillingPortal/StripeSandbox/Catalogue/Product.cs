using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Catalogue;

/// <summary>What is sold.</summary>
public sealed class Product : StripeObject
{
    public override string Object => "product";
    public bool Active { get; set; } = true;
    public string? DefaultPrice { get; set; }
    public string? Description { get; set; }
    public List<string> Images { get; set; } = [];
    public List<object> MarketingFeatures => [];
    public string Name { get; set; } = "";
    public object? PackageDimensions => null;
    public bool? Shippable => null;
    public string? StatementDescriptor { get; set; }
    public string? TaxCode { get; set; }
    public string Type => "service";
    public string? UnitLabel { get; set; }
    public long Updated { get; set; }
    public string? Url { get; set; }
}
