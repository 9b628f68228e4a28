using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>Who pays. A negative balance is credit, a positive one is carried debt.</summary>
public sealed class Customer : StripeObject
{
    public override string Object => "customer";
    public Address? Address { get; set; }
    public long Balance { get; set; }
    public string? BusinessName { get; set; }
    public string? Currency { get; set; }
    public string? CustomerAccount => null;
    public string? DefaultSource => null;
    public bool Delinquent { get; set; }
    public string? Description { get; set; }
    public object? Discount => null;
    public string? Email { get; set; }
    public string? InvoicePrefix { get; set; }
    public CustomerInvoiceSettings InvoiceSettings { get; set; } = new();
    public string? Name { get; set; }
    public long NextInvoiceSequence { get; set; } = 1;
    public string? Phone { get; set; }
    public List<string> PreferredLocales { get; set; } = [];
    public Shipping? Shipping { get; set; }
    public string TaxExempt { get; set; } = "none";
    public string? TestClock => null;

    /// <summary>A customer is billed in one currency for life.</summary>
    public void CheckCurrency(string wanted)
    {
        if (Currency is { } used && used != wanted)
            throw StripeError.State(
                $"You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice item with currency {used}.", null, "currency");
    }
}

/// <summary>What is left of a deleted customer: the id, so that it can be told from one that never was.</summary>
[NotShown("created", "livemode", "metadata")]
public sealed class DeletedCustomer : StripeObject
{
    public override string Object => "customer";
    public bool Deleted => true;
}

public sealed class CustomerInvoiceSettings
{
    public object? CustomFields => null;
    public string? DefaultPaymentMethod { get; set; }
    public string? Footer { get; set; }
    public object? RenderingOptions => null;
}

public sealed class Address
{
    public string? City { get; set; }
    public string? Country { get; set; }
    public string? Line1 { get; set; }
    public string? Line2 { get; set; }
    public string? PostalCode { get; set; }
    public string? State { get; set; }
}

public sealed class Shipping
{
    public Address? Address { get; set; }
    public string? Name { get; set; }
    public string? Phone { get; set; }
}
