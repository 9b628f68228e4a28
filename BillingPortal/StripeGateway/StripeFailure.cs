using System.Net;
using BillingPortal.Shared;
using Stripe;

namespace BillingPortal.StripeGateway;

/// <summary>What a failed call to Stripe means to the portal.</summary>
public static class StripeFailure
{
    private const string Down = "Our payment provider cannot be reached right now. Nothing was changed; please try again in a moment.";

    private const string Refused = "Our payment provider refused this. We have been told.";

    /// <summary>Reasons that a thief must not learn: the payer reads only that the card was declined.</summary>
    private static readonly HashSet<string> Secret = ["fraudulent", "lost_card", "merchant_blacklist", "pickup_card", "stolen_card"];

    /// <summary>
    /// Declined where a card was refused; Unavailable where Stripe or the way to it failed. Anything else means that the portal asked for
    /// something impossible: Unavailable to the person, with Stripe's code for whoever called and can do better.
    /// </summary>
    public static Problem ToProblem(StripeException failure) => failure switch
    {
        { StripeError: { } error } when IsRefusedCard(failure) => Problem.Declined(Sentence(error), error.DeclineCode ?? error.Code),
        _ when IsOutage(failure) => Problem.Unavailable(Down),
        _ => new Problem(ProblemKind.Unavailable, failure.StripeError?.Code ?? failure.StripeError?.Type ?? "stripe_error", Refused),
    };

    public static Problem Unreachable => Problem.Unavailable(Down);

    /// <summary>An outage passes by itself; the other failures do not.</summary>
    public static bool IsOutage(StripeException failure) =>
        failure.HttpStatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict || (int)failure.HttpStatusCode >= 500;

    /// <summary>The request was sound, but the card was not taken.</summary>
    public static bool IsRefusedCard(StripeException failure) =>
        failure.HttpStatusCode == HttpStatusCode.PaymentRequired || failure.StripeError?.Type == "card_error";

    /// <summary>The reason as it may be shown: what a thief must not learn reads as a decline without a reason.</summary>
    public static string? Shown(string? declineCode) => declineCode is not null && Secret.Contains(declineCode) ? "generic_decline" : declineCode;

    private static string Sentence(StripeError error) =>
        Secret.Contains(error.DeclineCode ?? "") || string.IsNullOrWhiteSpace(error.Message) ? "Your card was declined." : error.Message;
}
