using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Invoicing;

/// <summary>Stripe has drafted an invoice, or finalized one that was never claimed.</summary>
public sealed class WhenInvoiceCreated(InvoiceClaims claims) : IStripeEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Stripe.EventTypes.InvoiceCreated, Stripe.EventTypes.InvoiceFinalized];

    public Task HandleAsync(StripeEventNotice notice, CancellationToken ct) => claims.ClaimAsync(notice.ObjectId, ct);
}
