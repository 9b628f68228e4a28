#nullable disable

namespace Stripe;

public class PriceCreateOptions : BaseOptions
{
    public bool? Active { get; set; }
    public string BillingScheme { get; set; }
    public string Currency { get; set; }
    public string LookupKey { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Nickname { get; set; }
    public string Product { get; set; }
    public PriceRecurringOptions Recurring { get; set; }
    public string TaxBehavior { get; set; }
    public bool? TransferLookupKey { get; set; }
    public long? UnitAmount { get; set; }
    public decimal? UnitAmountDecimal { get; set; }
}

public class PriceUpdateOptions : BaseOptions
{
    public bool? Active { get; set; }
    public string LookupKey { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Nickname { get; set; }
    public string TaxBehavior { get; set; }
    public bool? TransferLookupKey { get; set; }
}

public class PriceGetOptions : BaseOptions;

public class PriceListOptions : ListOptions
{
    public bool? Active { get; set; }
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public string Currency { get; set; }
    public List<string> LookupKeys { get; set; }
    public string Product { get; set; }
    public PriceRecurringListOptions Recurring { get; set; }
    public string Type { get; set; }
}

public class PriceRecurringOptions : INestedOptions
{
    public string Interval { get; set; }
    public long? IntervalCount { get; set; }
    public string Meter { get; set; }
    public string UsageType { get; set; }
}

public class PriceRecurringListOptions : INestedOptions
{
    public string Interval { get; set; }
    public string Meter { get; set; }
    public string UsageType { get; set; }
}
