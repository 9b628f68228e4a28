namespace BillingPortal.StripeSandbox.Customers;

/// <summary>When a card asks its holder to authenticate.</summary>
public enum Authentication { Never, UnlessSetUp, Always }

/// <summary>One of Stripe's test cards: the number is known only to this table; a payment method keeps the name.</summary>
public sealed record TestCard(string Name, string Number, string Brand = "visa")
{
    public Decline? OnSetup { get; init; }
    public Decline? OnCharge { get; init; }
    public Authentication Authentication { get; init; }
    public string Funding { get; init; } = "credit";

    /// <summary>fraudulent | product_not_received | inquiry: what the holder's bank says about the charge afterwards.</summary>
    public string? Dispute { get; init; }
    public bool RefundFails { get; init; }
    public bool RefundWaits { get; init; }
    public string RiskLevel { get; init; } = "normal";

    public string Last4 => Number[^4..];

    private static TestCard Refused(string name, string number, Decline decline, string brand = "visa") =>
        new(name, number, brand) { OnSetup = decline, OnCharge = decline };

    private static readonly TestCard[] All =
    [
        new("visa", "4242424242424242"),
        new("visa_debit", "4000056655665556") { Funding = "debit" },
        new("mastercard", "5555555555554444", "mastercard"),
        new("mastercard_debit", "5200828282828210", "mastercard") { Funding = "debit" },
        new("amex", "378282246310005", "amex"),
        new("discover", "6011111111111117", "discover"),
        new("diners", "3056930009020004", "diners"),
        new("jcb", "3566002020360505", "jcb"),
        new("unionpay", "6200000000000005", "unionpay"),
        Refused("visa_chargeDeclined", "4000000000000002", Decline.Generic),
        Refused("visa_chargeDeclinedInsufficientFunds", "4000000000009995", Decline.InsufficientFunds),
        Refused("visa_chargeDeclinedLostCard", "4000000000009987", Decline.LostCard),
        Refused("visa_chargeDeclinedStolenCard", "4000000000009979", Decline.StolenCard),
        Refused("chargeDeclinedExpiredCard", "4000000000000069", Decline.Expired),
        Refused("chargeDeclinedIncorrectCvc", "4000000000000127", Decline.IncorrectCvc),
        Refused("chargeDeclinedProcessingError", "4000000000000119", Decline.ProcessingError),
        Refused("visa_chargeDeclinedVelocityLimitExceeded", "4000000000006975", Decline.Velocity),
        Refused("radarBlock", "4100000000000019", Decline.Fraudulent) with { RiskLevel = "highest" },
        new("chargeCustomerFail", "4000000000000341") { OnCharge = Decline.Generic },
        new("visa_chargeCustomerFailLostCard", "4000000000000341") { OnCharge = Decline.LostCard },
        new("visa_chargeCustomerFailStolenCard", "4000000000000341") { OnCharge = Decline.StolenCard },
        new("authenticationRequiredOnSetup", "4000002500003155") { Authentication = Authentication.UnlessSetUp },
        new("authenticationRequired", "4000002760003184") { Authentication = Authentication.Always },
        new("threeDSecure2Required", "4000000000003220") { Authentication = Authentication.Always },
        new("authenticationRequiredChargeDeclinedInsufficientFunds", "4000008260003178") { Authentication = Authentication.UnlessSetUp, OnCharge = Decline.InsufficientFunds },
        new("authenticationRequiredSetupForOffSession", "4000003800000446"),
        new("createDispute", "4000000000000259") { Dispute = "fraudulent" },
        new("createDisputeProductNotReceived", "4000000000002685") { Dispute = "product_not_received" },
        new("createDisputeInquiry", "4000000000001976") { Dispute = "inquiry" },
        new("createIssuerFraudRecord", "4000000000005423"),
        new("riskLevelElevated", "4000000000009235") { RiskLevel = "elevated" },
        new("riskLevelHighest", "4000000000004954") { RiskLevel = "highest" },
        new("refundFail", "4000000000005126") { RefundFails = true },
        new("pendingRefund", "4000000000007726") { RefundWaits = true },
    ];

    private static readonly Dictionary<string, TestCard> ByName = All.ToDictionary(card => card.Name, StringComparer.Ordinal);
    private static readonly Dictionary<string, TestCard> ByNumber = All.DistinctBy(card => card.Number).ToDictionary(card => card.Number, StringComparer.Ordinal);

    public static TestCard Named(string name) => ByName[name];

    /// <summary>The card behind `pm_card_visa` or `tok_visa`.</summary>
    public static TestCard? Behind(string testId) =>
        testId.StartsWith("pm_card_", StringComparison.Ordinal) ? ByName.GetValueOrDefault(testId[8..])
        : testId.StartsWith("tok_", StringComparison.Ordinal) ? ByName.GetValueOrDefault(testId[4..]) : null;

    /// <summary>Turns a typed number into a card, or into the reason why there is none.</summary>
    public static (TestCard? Card, Decline? Refusal) Read(string typed)
    {
        var number = new string([.. typed.Where(char.IsAsciiDigit)]);
        if (ByNumber.TryGetValue(number, out var card)) return (card, null);
        return (null, number.Length is >= 12 and <= 19 && PassesLuhn(number) ? Decline.NotATestCard : Decline.IncorrectNumber);
    }

    private static bool PassesLuhn(string number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            if (i % 2 == 1 && (digit *= 2) > 9) digit -= 9;
            sum += digit;
        }
        return sum % 10 == 0;
    }
}
