#nullable disable

namespace Stripe;

public class Invoice : StripeEntity<Invoice>, IHasId, IHasMetadata, IHasObject
{
    public string Id { get; set; }
    public string Object { get; set; }
    public long AmountDue { get; set; }
    public long AmountOverpaid { get; set; }
    public long AmountPaid { get; set; }
    public long AmountRemaining { get; set; }
    public long AttemptCount { get; set; }
    public bool Attempted { get; set; }
    public bool AutoAdvance { get; set; }
    public DateTime? AutomaticallyFinalizesAt { get; set; }
    public string BillingReason { get; set; }
    public string CollectionMethod { get; set; }
    public InvoiceConfirmationSecret ConfirmationSecret { get; set; }
    public DateTime Created { get; set; }
    public string Currency { get; set; }
    public string CustomerId { get; set; }
    public Customer Customer { get; set; }
    public Address CustomerAddress { get; set; }
    public string CustomerEmail { get; set; }
    public string CustomerName { get; set; }
    public string CustomerPhone { get; set; }
    public string DefaultPaymentMethodId { get; set; }
    public PaymentMethod DefaultPaymentMethod { get; set; }
    public bool? Deleted { get; set; }
    public string Description { get; set; }
    public List<string> DiscountIds { get; set; }
    public List<Discount> Discounts { get; set; }
    public DateTime? DueDate { get; set; }
    public DateTime? EffectiveAt { get; set; }
    public long? EndingBalance { get; set; }
    public string Footer { get; set; }
    public string HostedInvoiceUrl { get; set; }
    public string InvoicePdf { get; set; }
    public StripeError LastFinalizationError { get; set; }
    public StripeList<InvoiceLineItem> Lines { get; set; }
    public bool Livemode { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public DateTime? NextPaymentAttempt { get; set; }
    public string Number { get; set; }
    public InvoiceParent Parent { get; set; }
    public InvoicePaymentSettings PaymentSettings { get; set; }
    public StripeList<InvoicePayment> Payments { get; set; }
    public DateTime PeriodEnd { get; set; }
    public DateTime PeriodStart { get; set; }
    public long PostPaymentCreditNotesAmount { get; set; }
    public long PrePaymentCreditNotesAmount { get; set; }
    public long StartingBalance { get; set; }
    public string Status { get; set; }
    public InvoiceStatusTransitions StatusTransitions { get; set; }
    public long Subtotal { get; set; }
    public long? SubtotalExcludingTax { get; set; }
    public long Total { get; set; }
    public List<InvoiceDiscountAmount> TotalDiscountAmounts { get; set; }
    public long? TotalExcludingTax { get; set; }
    public List<InvoiceTotalTax> TotalTaxes { get; set; }
    public DateTime? WebhooksDeliveredAt { get; set; }
}

public class InvoiceConfirmationSecret : StripeEntity<InvoiceConfirmationSecret>
{
    public string ClientSecret { get; set; }
    public string Type { get; set; }
}

public class InvoiceDiscountAmount : StripeEntity<InvoiceDiscountAmount>
{
    public long Amount { get; set; }
    public string DiscountId { get; set; }
    public Discount Discount { get; set; }
}

public class InvoiceParent : StripeEntity<InvoiceParent>
{
    public InvoiceParentSubscriptionDetails SubscriptionDetails { get; set; }
    public string Type { get; set; }
}

public class InvoiceParentSubscriptionDetails : StripeEntity<InvoiceParentSubscriptionDetails>
{
    public Dictionary<string, string> Metadata { get; set; }
    public string SubscriptionId { get; set; }
    public Subscription Subscription { get; set; }
    public DateTime SubscriptionProrationDate { get; set; }
}

public class InvoicePaymentSettings : StripeEntity<InvoicePaymentSettings>
{
    public List<string> PaymentMethodTypes { get; set; }
}

public class InvoiceStatusTransitions : StripeEntity<InvoiceStatusTransitions>
{
    public DateTime? FinalizedAt { get; set; }
    public DateTime? MarkedUncollectibleAt { get; set; }
    public DateTime? PaidAt { get; set; }
    public DateTime? VoidedAt { get; set; }
}

public class InvoiceTotalTax : StripeEntity<InvoiceTotalTax>
{
    public long Amount { get; set; }
    public string TaxBehavior { get; set; }
    public InvoiceTotalTaxTaxRateDetails TaxRateDetails { get; set; }
    public string TaxabilityReason { get; set; }
    public long? TaxableAmount { get; set; }
    public string Type { get; set; }
}

public class InvoiceTotalTaxTaxRateDetails : StripeEntity<InvoiceTotalTaxTaxRateDetails>
{
    public string TaxRate { get; set; }
}
