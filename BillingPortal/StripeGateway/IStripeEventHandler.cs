using BillingPortal.Shared;

namespace BillingPortal.StripeGateway;

/// <summary>Does what follows from one kind of event. It may be called twice, late, or out of order: it asks Stripe what is true now.</summary>
public interface IStripeEventHandler
{
    /// <summary>The event types it wants, from <see cref="Stripe.EventTypes"/>.</summary>
    IReadOnlyCollection<string> Types { get; }

    /// <summary>Throws if it could not be done; it is then called again later.</summary>
    Task HandleAsync(StripeEventNotice notice, CancellationToken ct);
}

/// <summary>That something happened to an object at Stripe; not what it looks like now.</summary>
public sealed record StripeEventNotice(string EventId, string Type, string ObjectId, string? CustomerId, DateTime CreatedAt);

/// <summary>Says of an event that it must be tried again, where a service answered with a problem.</summary>
public sealed class StripeEventNotApplied(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
