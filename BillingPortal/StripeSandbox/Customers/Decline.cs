using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>Why a card was refused, in Stripe's codes; <see cref="Advice"/> is what the network suggests to do next.</summary>
public sealed record Decline(string Code, string DeclineCode, string Message, string? Advice = null)
{
    private const string TryLater = "try_again_later", DoNotTry = "do_not_try_again", ConfirmData = "confirm_card_data";

    public static readonly Decline Generic = new("card_declined", "generic_decline", "Your card was declined.", TryLater);
    public static readonly Decline InsufficientFunds = new("card_declined", "insufficient_funds", "Your card has insufficient funds.", TryLater);
    public static readonly Decline LostCard = new("card_declined", "lost_card", "Your card was declined.", DoNotTry);
    public static readonly Decline StolenCard = new("card_declined", "stolen_card", "Your card was declined.", DoNotTry);
    public static readonly Decline Expired = new("expired_card", "expired_card", "Your card has expired.", ConfirmData);
    public static readonly Decline IncorrectCvc = new("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.", ConfirmData);
    public static readonly Decline IncorrectNumber = new("incorrect_number", "incorrect_number", "Your card number is incorrect.", ConfirmData);
    public static readonly Decline ProcessingError =
        new("processing_error", "processing_error", "An error occurred while processing your card. Try again in a little bit.", TryLater);
    public static readonly Decline Velocity =
        new("card_declined", "card_velocity_exceeded", "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.", TryLater);
    public static readonly Decline Fraudulent = new("card_declined", "fraudulent", "Your card was declined.", DoNotTry);
    public static readonly Decline NotATestCard =
        new("card_declined", "test_mode_live_card", "Your card was declined. This is a sandbox, and the number is not one of its test cards.");
    public static readonly Decline AuthenticationRequired =
        new("authentication_required", "authentication_required", "Your card was declined. This transaction requires authentication.");

    private static readonly Decline[] Known =
        [Generic, InsufficientFunds, LostCard, StolenCard, Expired, IncorrectCvc, IncorrectNumber, ProcessingError, Velocity, Fraudulent, AuthenticationRequired];

    /// <summary>Any decline code of Stripe's; those without a test card read like an ordinary decline.</summary>
    public static Decline Named(string declineCode) =>
        Array.Find(Known, decline => decline.DeclineCode == declineCode) ?? new Decline("card_declined", declineCode, "Your card was declined.");

    public StripeError AtSetup(StripeObject? setupIntent = null, StripeObject? method = null) => new(402, "card_error", Message)
    {
        Code = Code,
        DeclineCode = DeclineCode,
        AdviceCode = Advice,
        Param = Code switch { "incorrect_cvc" => "cvc", "incorrect_number" => "number", "expired_card" => "exp_month", _ => null },
        SetupIntent = setupIntent,
        PaymentMethod = setupIntent is null ? null : method,
        KeepsChanges = setupIntent is not null,
        IsOutcome = true,
    };
}
