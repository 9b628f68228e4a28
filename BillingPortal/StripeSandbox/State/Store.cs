using System.Text.Json;
using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Checkout;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Events;
using BillingPortal.StripeSandbox.Payments;

namespace BillingPortal.StripeSandbox.State;

/// <summary>Everything that the sandbox's Stripe knows, in memory; only ever touched under the sandbox's one lock.</summary>
public sealed class Store
{
    private readonly Dictionary<Type, Table> byType;
    private readonly Dictionary<string, Table> byPrefix;

    public Store()
    {
        // What others refer to comes first: the file is read back in this order.
        Tables = [TaxRates, Coupons, Products, Prices, Customers, DeletedCustomers, PaymentMethods, SetupIntents,
            Discounts, SubscriptionItems, Subscriptions, InvoiceItems, Invoices,
            PaymentIntents, Charges, Refunds, InvoicePayments, BalanceTransactions, Sessions, Endpoints, Deliveries];
        byType = Tables.ToDictionary(table => table.Type);
        byPrefix = Tables.ToDictionary(table => table.Kind);
        Stored = ObjectJson.Stored(FindAny);
    }

    public Table<TaxRate> TaxRates { get; } = new("txr");
    public Table<Coupon> Coupons { get; } = new("coupon");
    public Table<Product> Products { get; } = new("prod");
    public Table<Price> Prices { get; } = new("price", ("product", price => price.Product), ("lookup_key", price => price.LookupKey));
    public Table<Customer> Customers { get; } = new("cus", ("email", customer => customer.Email));
    public Table<DeletedCustomer> DeletedCustomers { get; } = new("deleted_customer");
    public Table<PaymentMethod> PaymentMethods { get; } = new("pm", ("customer", method => method.Customer));
    public Table<SetupIntent> SetupIntents { get; } = new("seti", ("customer", intent => intent.Customer));
    public Table<Discount> Discounts { get; } = new("di");
    public Table<Subscription> Subscriptions { get; } = new("sub", ("customer", sub => sub.Customer), ("status", sub => sub.Status));
    public Table<SubscriptionItem> SubscriptionItems { get; } = new("si", ("subscription", item => item.Subscription));
    public Table<InvoiceItem> InvoiceItems { get; } = new("ii", ("customer", item => item.Customer), ("invoice", item => item.Invoice),
        ("pending", item => item.Invoice is null ? item.Customer : null));
    public Table<Invoice> Invoices { get; } = new("in", ("customer", invoice => invoice.Customer), ("subscription", invoice => invoice.Subscription),
        ("status", invoice => invoice.Status));
    public Table<PaymentIntent> PaymentIntents { get; } = new("pi", ("customer", intent => intent.Customer));
    public Table<Charge> Charges { get; } = new("ch", ("customer", charge => charge.Customer), ("payment_intent", charge => charge.PaymentIntent));
    public Table<Refund> Refunds { get; } = new("re", ("charge", refund => refund.Charge), ("payment_intent", refund => refund.PaymentIntent));
    public Table<InvoicePayment> InvoicePayments { get; } = new("inpay", ("invoice", payment => payment.Invoice),
        ("payment_intent", payment => payment.Payment.PaymentIntent));
    public Table<BalanceTransaction> BalanceTransactions { get; } = new("cbtxn", ("customer", transaction => transaction.Customer));
    public Table<CheckoutSession> Sessions { get; } = new("cs", ("customer", session => session.Customer));
    public Table<WebhookEndpoint> Endpoints { get; } = new("we");
    public Table<Delivery> Deliveries { get; } = new("whd", ("event", delivery => delivery.Event), ("gates", delivery => delivery.Gates),
        ("endpoint", delivery => delivery.Endpoint));

    public IReadOnlyList<Table> Tables { get; }

    /// <summary>What the sandbox does by itself.</summary>
    public Agenda Agenda { get; } = new();

    /// <summary>Events on their way to endpoints.</summary>
    public Agenda Outbox { get; } = new();
    public JsonSerializerOptions Stored { get; }

    /// <summary>Where the sandbox can be reached: pages that objects link to are under it.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1");

    /// <summary>The last order of birth that was given out; the next object or event takes the one after.</summary>
    public long LastSequence { get; set; }

    public Table TableOf(Type type) => byType[type];

    public Table TableOf(string kind) => byPrefix[kind];

    /// <summary>The object behind any id. Coupons and products may have ids of the caller's choosing, so they are tried last.</summary>
    public StripeObject? FindAny(string id)
    {
        var underscore = id.IndexOf('_', StringComparison.Ordinal);
        if (underscore > 0 && byPrefix.TryGetValue(id[..underscore], out var table) && table.FindObject(id) is { } found) return found;
        return (StripeObject?)Coupons.Find(id) ?? Products.Find(id);
    }

    public void Insert(StripeObject item)
    {
        byType[item.GetType()].Insert(item);
        AgendaOf(item).Schedule(item);
    }

    public void Refresh(StripeObject item)
    {
        byType[item.GetType()].Reindex(item);
        AgendaOf(item).Schedule(item);
    }

    public void Delete(StripeObject item)
    {
        byType[item.GetType()].Delete(item);
        AgendaOf(item).Drop(item);
    }

    private Agenda AgendaOf(StripeObject item) => item is Delivery ? Outbox : Agenda;

    public byte[] Write(StripeObject item) => JsonSerializer.SerializeToUtf8Bytes(item, item.GetType(), Stored);

    public StripeObject Read(Type type, ReadOnlySpan<byte> body) => (StripeObject)JsonSerializer.Deserialize(body, type, Stored)!;
}
