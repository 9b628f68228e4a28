using BillingPortal.StripeGateway;

namespace BillingPortal.Features.Payments;

/// <summary>Stripe has collected an invoice.</summary>
public sealed class WhenInvoicePaid(PaymentService payments) : IStripeEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Stripe.EventTypes.InvoicePaid];

    public Task HandleAsync(StripeEventNotice notice, CancellationToken ct) => payments.BookAsync(notice.ObjectId, ct);
}

/// <summary>A person has finished the hosted page on which a card is added.</summary>
public sealed class WhenCheckoutCompleted(CardService cards) : IStripeEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Stripe.EventTypes.CheckoutSessionCompleted];

    public async Task HandleAsync(StripeEventNotice notice, CancellationToken ct)
    {
        var finished = await cards.FinishHostedPageAsync(notice.ObjectId, ct);
        if (!finished.Is(out _, out var problem) && problem.Kind != Shared.ProblemKind.NotFound) throw new StripeEventNotApplied(problem);
    }
}
