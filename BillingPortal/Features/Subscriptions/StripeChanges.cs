using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What a change of plan does at Stripe: a prorated update that is paid or dropped, a price for the next period, an end.</summary>
public sealed class StripeChanges(Stripe.IStripeClient stripe, StripePrices prices, StripeCalls calls)
{
    private readonly Stripe.SubscriptionService subscriptions = new(stripe);
    private readonly Stripe.InvoiceService invoices = new(stripe);
    private readonly Stripe.InvoicePaymentService payments = new(stripe);
    private readonly Stripe.PaymentIntentService intents = new(stripe);

    /// <summary>What Stripe would charge for the change, by its own arithmetic.</summary>
    public async Task<Result<Stripe.Invoice>> PreviewAsync(PlanChange change, Subscription subscription, PlanVersion to, CancellationToken ct)
    {
        if (!(await prices.EnsureAsync(to, ct)).Is(out var price, out var problem)) return problem;
        var options = new Stripe.InvoiceCreatePreviewOptions
        {
            Subscription = subscription.StripeSubscriptionId,
            SubscriptionDetails = new() { Items = [new() { Id = subscription.StripeItemId, Price = price, Quantity = 1 }], ProrationBehavior = "always_invoice", ProrationDate = change.At },
        };
        return await calls.TryAsync(() => invoices.CreatePreviewAsync(options, null, ct), ct);
    }

    /// <summary>Changes the price and charges the difference at once. Not paid, the change waits at Stripe and the old price stays.</summary>
    public async Task<Result<Stripe.Subscription>> ChargeAsync(PlanChange change, Subscription subscription, PlanVersion to, CancellationToken ct)
    {
        if (!(await prices.EnsureAsync(to, ct)).Is(out var price, out var problem)) return problem;
        // Only these may stand beside pending_if_incomplete, so that the change bears no mark of ours: its proration date is how it is found again.
        var options = new Stripe.SubscriptionUpdateOptions
        {
            Items = [new() { Id = subscription.StripeItemId, Price = price, Quantity = 1 }], PaymentBehavior = "pending_if_incomplete", ProrationBehavior = "always_invoice", ProrationDate = change.At,
            Expand = ["latest_invoice"],
        };
        return await calls.TryAsync(() => subscriptions.UpdateAsync(subscription.StripeSubscriptionId, options, new() { IdempotencyKey = $"chg:{change.Id:N}:update" }, ct), ct);
    }

    /// <summary>The invoice of a change, also one whose answer was lost; null where Stripe was never asked or has taken it back.</summary>
    public async Task<Stripe.Invoice?> FindAsync(PlanChange change, Subscription subscription, CancellationToken ct)
    {
        await foreach (var invoice in invoices.ListAutoPagingAsync(new() { Subscription = subscription.StripeSubscriptionId, Limit = 20 }, null, ct))
        {
            if (IsOf(change, invoice)) return invoice;
            if (invoice.Created < change.At.AddMinutes(-1)) return null;
        }
        return null;
    }

    public Task<Stripe.Invoice> InvoiceAsync(string invoiceId, CancellationToken ct) => invoices.GetAsync(invoiceId, cancellationToken: ct);

    /// <summary>Voids what was not paid; Stripe drops the waiting change with it. Without a key of ours: under one key Stripe would repeat a refusal for a day.</summary>
    /// <returns>The paid invoice, where there is nothing to undo because it has been paid after all.</returns>
    public async Task<Stripe.Invoice?> UndoAsync(PlanChange change, Subscription subscription, CancellationToken ct)
    {
        if (await FindAsync(change, subscription, ct) is not { } invoice) return null;
        if (invoice.Status == "paid") return invoice;
        if (invoice.Status == "draft") await invoices.FinalizeInvoiceAsync(invoice.Id, new() { AutoAdvance = false }, null, ct);
        await invoices.VoidInvoiceAsync(invoice.Id, null, null, ct);
        return null;
    }

    /// <summary>Why the bank did not pay an open invoice, and its true code: the payer is not told each of them.</summary>
    public async Task<(Problem Problem, string Code)> DeclineAsync(string invoiceId, CancellationToken ct)
    {
        const string unchanged = "Nothing was charged, and your plan stays as it is. You can try another card.";
        var intent = (await calls.TryAsync(() => IntentAsync(invoiceId, ct), ct)).Value;
        if (intent?.Status == "requires_action" || intent?.LastPaymentError?.Code == "authentication_required")
            return (Problem.Declined($"Your bank wants you to confirm this payment yourself, which a change of plan cannot ask for. {unchanged}", "authentication_required"), "authentication_required");

        var failure = intent?.LastPaymentError is { } error ? StripeFailure.ToProblem(new Stripe.StripeException(System.Net.HttpStatusCode.PaymentRequired, error, error.Message)) : null;
        return (Problem.Declined($"{failure?.Detail ?? "Your card was declined."} {unchanged}", StripeFailure.Shown(failure?.DeclineCode)), failure?.DeclineCode ?? "card_declined");
    }

    /// <summary>Tells Stripe at which price the next period begins, if it begins at all. Without a key of ours: it says how things shall be.</summary>
    public async Task<Result<Stripe.Subscription>> AgreeAsync(Subscription subscription, PlanVersion next, bool ends, CancellationToken ct)
    {
        if (!(await prices.EnsureAsync(next, ct)).Is(out var price, out var problem)) return problem;
        return await calls.TryAsync(async () =>
        {
            var current = await subscriptions.GetAsync(subscription.StripeSubscriptionId, cancellationToken: ct);
            if (current.Status is "canceled" or "incomplete_expired") return current;
            var samePrice = current.Items.Data[0].Price.Id == price;
            if (samePrice && current.CancelAtPeriodEnd == ends) return current;
            var options = new Stripe.SubscriptionUpdateOptions
            {
                Items = samePrice ? null : [new() { Id = current.Items.Data[0].Id, Price = price, Quantity = 1 }], CancelAtPeriodEnd = ends, ProrationBehavior = "none",
            };
            return await subscriptions.UpdateAsync(subscription.StripeSubscriptionId, options, null, ct);
        }, ct);
    }

    /// <summary>Ends the subscription at Stripe without proration; ended already is as good.</summary>
    public Task<Result<Stripe.Subscription>> EndAsync(Subscription subscription, CancellationToken ct) => calls.TryAsync(async () =>
    {
        var current = await subscriptions.GetAsync(subscription.StripeSubscriptionId, cancellationToken: ct);
        return current.Status is "canceled" or "incomplete_expired" ? current : await subscriptions.CancelAsync(subscription.StripeSubscriptionId, new() { InvoiceNow = false, Prorate = false }, null, ct);
    }, ct);

    /// <summary>Takes back a renewal that Stripe drafted for a plan that has ended: drafts of subscriptions cannot be deleted, only voided.</summary>
    public Task<Result<Done>> DropAsync(string invoiceId, CancellationToken ct) => calls.TryAsync(async () =>
    {
        var invoice = await InvoiceAsync(invoiceId, ct);
        if (invoice.Status == "draft") invoice = await invoices.FinalizeInvoiceAsync(invoiceId, new() { AutoAdvance = false }, null, ct);
        if (invoice.Status is "open" or "uncollectible") await invoices.VoidInvoiceAsync(invoiceId, null, null, ct);
        return Done.It;
    }, ct);

    private async Task<Stripe.PaymentIntent?> IntentAsync(string invoiceId, CancellationToken ct) =>
        (await payments.ListAsync(new() { Invoice = invoiceId }, null, ct)).Data.FirstOrDefault()?.Payment?.PaymentIntentId is { } id ? await intents.GetAsync(id, cancellationToken: ct) : null;

    private static bool IsOf(PlanChange change, Stripe.Invoice invoice) =>
        invoice.BillingReason == "subscription_update" && invoice.Status != "void" && invoice.Parent?.SubscriptionDetails?.SubscriptionProrationDate == change.At;
}
