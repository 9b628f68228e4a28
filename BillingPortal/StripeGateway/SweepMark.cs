namespace BillingPortal.StripeGateway;

/// <summary>Up to when Stripe has been asked for events that got lost; one row.</summary>
public sealed class SweepMark
{
    public int Id { get; init; } = 1;

    public DateTime Through { get; private set; }

    public void MoveTo(DateTime through) => Through = through > Through ? through : Through;
}
