using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

/// <summary>Why a code is refused, a sentence for each rule.</summary>
public static class CodeRefusals
{
    public static readonly Problem Unknown = Refuse("There is no such discount code.");

    public static readonly Problem NotFirst = Refuse("This code is for first purchases. Your team has bought before.");

    /// <summary>What the code itself says against it; how often it was used is not asked here.</summary>
    public static Problem? Of(DiscountCode code, Account account, string planCode, DateTime now) => code.StatusAt(now) switch
    {
        DiscountCodeStatus.Ended => Refuse($"The code {code.Code} has ended."),
        DiscountCodeStatus.Expired => Refuse($"The code {code.Code} expired on {DiscountWords.Day(code.ExpiresAt!.Value)}."),
        DiscountCodeStatus.UsedUp => UsedUp(code),
        _ when code.Currency is { } currency && currency != account.Currency => Refuse($"The code {code.Code} is for accounts billed in {currency}. Yours is billed in {account.Currency}."),
        _ when !code.Terms.CoversPlan(planCode) => Refuse($"The code {code.Code} is not for this plan. It is for: {string.Join(", ", code.Plans)}."),
        _ => null,
    };

    public static Problem UsedUp(DiscountCode code) => Refuse($"The code {code.Code} has been used as often as it may be.");

    public static Problem AlreadyUsed(DiscountCode code) => Refuse($"Your account has used the code {code.Code} already.");

    private static Problem Refuse(string sentence) => Problem.Invalid("discount_code", sentence);
}
