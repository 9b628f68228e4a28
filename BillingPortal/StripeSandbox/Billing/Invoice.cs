using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>What a customer owes: a draft can be edited, an open one only collected, voided or given up.</summary>
public sealed class Invoice : StripeObject
{
    public override string Object => "invoice";
    public string AccountCountry => "US";
    public string AccountName => "Sandbox";
    public object? AccountTaxIds => null;
    public long AmountDue { get; set; }
    public long AmountOverpaid => 0;
    public long AmountPaid { get; set; }
    public long AmountRemaining { get; set; }
    public long AmountShipping => 0;
    public string? Application => null;
    public long AttemptCount { get; set; }
    public bool Attempted { get; set; }
    public bool AutoAdvance { get; set; }
    public AutomaticTax AutomaticTax => new();
    public long? AutomaticallyFinalizesAt { get; set; }
    public string BillingReason { get; set; } = "manual";
    public string CollectionMethod { get; set; } = "charge_automatically";
    public string Currency { get; set; } = "";
    public object? CustomFields => null;
    public string Customer { get; set; } = "";
    public string? CustomerAccount => null;
    public Address? CustomerAddress { get; set; }
    public string? CustomerEmail { get; set; }
    public string? CustomerName { get; set; }
    public string? CustomerPhone { get; set; }
    public Shipping? CustomerShipping { get; set; }
    public string CustomerTaxExempt { get; set; } = "none";
    public List<object> CustomerTaxIds => [];
    public string? DefaultPaymentMethod { get; set; }
    public string? DefaultSource => null;
    [ById] public List<TaxRate> DefaultTaxRates { get; set; } = [];
    public string? Description { get; set; }
    public IEnumerable<string> Discounts => AppliedDiscounts.Select(discount => discount.Id);
    public long? DueDate { get; set; }
    public long? EffectiveAt { get; set; }
    public long? EndingBalance { get; set; }
    public string? Footer { get; set; }
    public object? FromInvoice => null;
    public string? HostedInvoiceUrl { get; set; }
    public string? InvoicePdf => null;
    public Issuer Issuer => new();
    public object? LastFinalizationError => null;
    public string? LatestRevision => null;
    public LinesPage Lines => new(AllLines, Id);
    public long? NextPaymentAttempt => null;
    public string? Number { get; set; }
    public string? OnBehalfOf => null;
    public InvoiceParent? Parent { get; set; }
    public InvoicePaymentSettings PaymentSettings => new();
    public long PeriodEnd { get; set; }
    public long PeriodStart { get; set; }
    public long PostPaymentCreditNotesAmount => 0;
    public long PrePaymentCreditNotesAmount => 0;
    public string? ReceiptNumber => null;
    public object? Rendering => null;
    public object? ShippingCost => null;
    public object? ShippingDetails => null;
    public long StartingBalance { get; set; }
    public string? StatementDescriptor { get; set; }
    public string Status { get; set; } = "draft";
    public InvoiceTransitions StatusTransitions { get; set; } = new();
    public long Subtotal { get; set; }
    public long? SubtotalExcludingTax { get; set; }
    public string? TestClock => null;
    public long Total { get; set; }
    public List<DiscountAmount> TotalDiscountAmounts { get; set; } = [];
    public long? TotalExcludingTax { get; set; }
    public List<object> TotalPretaxCreditAmounts => [];
    public List<LineTax> TotalTaxes { get; set; } = [];
    public long? WebhooksDeliveredAt { get; set; }

    [StoredOnly] public List<InvoiceLine> AllLines { get; set; } = [];
    [StoredOnly, ById] public List<Discount> AppliedDiscounts { get; set; } = [];

    /// <summary>Finalization waits for `invoice.created` to be accepted everywhere, at most until then.</summary>
    [StoredOnly] public long? HeldUntil { get; set; }

    /// <summary>The caller set `automatically_finalizes_at`: deliveries no longer move it.</summary>
    [StoredOnly] public bool FinalizationIsFixed { get; set; }

    public override long? NextDue() => Status switch
    {
        "draft" when AutoAdvance => HeldUntil ?? AutomaticallyFinalizesAt,
        "open" when AutoAdvance && !Attempted && CollectionMethod == "charge_automatically" => StatusTransitions.FinalizedAt,
        _ => null,
    };

    internal string? Subscription => Parent?.SubscriptionDetails?.Subscription;

    public PaymentIntent? DefaultPaymentIntent(Store store) =>
        store.InvoicePayments.Where("invoice", Id).Select(payment => store.PaymentIntents.Find(payment.Payment.PaymentIntent)).FirstOrDefault();
}

public sealed class AutomaticTax
{
    public string? DisabledReason => null;
    public bool Enabled => false;
    public object? Liability => null;
    public string? Provider => null;
    public string? Status => null;
}

public sealed class Issuer
{
    public string Type => "self";
}

public sealed class InvoiceParent
{
    public object? QuoteDetails => null;
    public SubscriptionDetails? SubscriptionDetails { get; set; }
    public string Type => "subscription_details";
}

public sealed class SubscriptionDetails
{
    public Dictionary<string, string> Metadata { get; set; } = [];
    public string Subscription { get; set; } = "";
    public long? SubscriptionProrationDate { get; set; }
}

public sealed class InvoicePaymentSettings
{
    public string? DefaultMandate => null;
    public object? PaymentMethodOptions => null;
    public object? PaymentMethodTypes => null;
}

public sealed class InvoiceTransitions
{
    public long? FinalizedAt { get; set; }
    public long? MarkedUncollectibleAt { get; set; }
    public long? PaidAt { get; set; }
    public long? VoidedAt { get; set; }
}

/// <summary>The first ten lines, as an invoice shows them in itself; the rest is behind the url.</summary>
public sealed class LinesPage(IReadOnlyList<InvoiceLine> all, string invoiceId)
{
    public string Object => "list";
    public IEnumerable<InvoiceLine> Data => all.Take(10);
    public bool HasMore => all.Count > 10;
    public int TotalCount => all.Count;
    public string Url => $"/v1/invoices/{invoiceId}/lines";
}
