using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Payments;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Billing;

/// <summary>POST /v1/subscriptions/{id} and /v1/subscription_items/{id}: new prices and quantities with proration, and everything else that can change.</summary>
public static class SubscriptionChanges
{
    public static Subscription Update(Call call)
    {
        var subscription = SubscriptionLife.Change(call.Tx, call.Subject(call.Store.Subscriptions, "subscription"));
        if (subscription.IsOver) return UpdateEnded(call, subscription);
        var change = SubscriptionChange.Read(call, call.Params, subscription);
        if (!change.IsPendable)
        {
            SubscriptionTerms.Read(call, call.Params, subscription);
            SubscriptionTerms.ReadCancellation(call.Params, subscription, call.Tx.Now);
            ReadPause(call, subscription);
            SubscriptionTerms.AddItems(call, call.Params, subscription);
        }
        Apply(call, subscription, change);
        return subscription;
    }

    public static void UpdateOne(Call call, SubscriptionItem item)
    {
        var subscription = SubscriptionLife.Change(call.Tx, call.Store.Subscriptions.Find(item.Subscription)!);
        if (subscription.IsOver) throw StripeError.State("A canceled subscription cannot change its items.");
        Apply(call, subscription, SubscriptionChange.Read(call, call.Params, subscription, item));
    }

    /// <summary>The change alone, on the subscription and as pending proration items, without collecting anything.</summary>
    public static Invoice? Prorate(Call call, Subscription subscription, SubscriptionChange change)
    {
        var changed = change.Items.Where(item => item.ChangesAmount).ToList();
        var prorates = change.Proration != "none" && changed.Count > 0 && subscription.Status is not ("trialing" or "incomplete");
        if (prorates) Prorations.Place(call.Tx, subscription, changed, change.At);
        foreach (var item in change.Items) item.Apply(call.Tx, subscription);
        if (!prorates || change.Proration != "always_invoice") return null;
        var invoice = InvoiceDrafts.For(call.Tx, subscription, "subscription_update", subscription.AllItems[0].CurrentPeriodStart);
        invoice.Parent!.SubscriptionDetails!.SubscriptionProrationDate = change.At;
        InvoiceDrafts.Sweep(call.Tx, invoice, subscription, onlyOwn: true);
        return invoice;
    }

    private static Subscription UpdateEnded(Call call, Subscription subscription)
    {
        var allowed = call.Params.Names.All(name => name is "metadata" or "cancellation_details" or "expand");
        if (!allowed) throw StripeError.State("A canceled subscription can only update its cancellation_details and metadata.");
        call.Params.Metadata(subscription.Metadata);
        SubscriptionTerms.ReadCancellation(call.Params, subscription, call.Tx.Now);
        call.Tx.Emit("customer.subscription.updated", subscription);
        return subscription;
    }

    private static void Apply(Call call, Subscription subscription, SubscriptionChange change)
    {
        if (change.Items.Exists(item => item.ChangesAmount)) PendingUpdates.Drop(call.Tx, subscription);
        var before = subscription.AllItems.Where(item => !change.Items.Exists(changed => changed.IsNew && changed.Item == item)).Select(PendingItem.Of).ToList();
        var invoice = Prorate(call, subscription, change);
        SubscriptionTerms.CheckItems(subscription);
        if (invoice is not null)
        {
            InvoiceDrafts.Announce(call.Tx, invoice);
            Finalization.Run(call.Tx, invoice, autoAdvance: false);
            if (invoice.Status == "open") Collect(call, subscription, invoice, change, before);
        }
        call.Tx.Emit("customer.subscription.updated", subscription);
    }

    private static void Collect(Call call, Subscription subscription, Invoice invoice, SubscriptionChange change, List<PendingItem> before)
    {
        switch (change.Behaviour)
        {
            case "default_incomplete":
                SubscriptionLife.InvoiceFailed(call.Tx, subscription, invoice);
                break;
            case "error_if_incomplete":
                CollectOrRefuse(call, invoice, change.OffSession);
                break;
            case "pending_if_incomplete":
                PendingUpdates.Hold(call.Tx, subscription, before);
                Collection.TryAutomatically(call.Tx, invoice, change.OffSession);
                PendingUpdates.Await(subscription);
                break;
            default:
                Collection.TryAutomatically(call.Tx, invoice, change.OffSession);
                break;
        }
    }

    /// <summary>Paid, or none of it happened.</summary>
    public static void CollectOrRefuse(Call call, Invoice invoice, bool offSession)
    {
        var method = Collection.MethodOf(call.Store, invoice) ?? throw NoMethod();
        var attempt = Collection.Try(call.Tx, invoice, method, offSession);
        if (attempt.Succeeded) return;
        throw new StripeError(402, "card_error", (attempt.Refusal ?? Decline.AuthenticationRequired).Message)
        {
            Code = attempt.Refusal?.Code ?? "subscription_payment_intent_requires_action", DeclineCode = attempt.Refusal?.DeclineCode, AdviceCode = attempt.Refusal?.Advice, IsOutcome = true,
        };
    }

    public static StripeError NoMethod() => StripeError.State(
        "This customer has no attached payment source or default payment method. Please consider adding a default payment method.", "resource_missing", "customer");

    private static void ReadPause(Call call, Subscription subscription)
    {
        var p = call.Params;
        if (!p.Has("pause_collection")) return;
        if (p.Map("pause_collection") is not { } pause)
        {
            subscription.PauseCollection = null;
            p.Ignore("pause_collection");
            return;
        }
        pause.Required("behavior");
        subscription.PauseCollection = new() { Behavior = pause.Choice("behavior", "", "keep_as_draft", "void", "mark_uncollectible"), ResumesAt = pause.Integer("resumes_at") };
        if (subscription.PauseCollection.ResumesAt <= call.Tx.Now) throw StripeError.Invalid("resumes_at must be in the future.", pause.PathOf("resumes_at"));
    }
}
