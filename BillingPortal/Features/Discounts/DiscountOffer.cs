using System.ComponentModel.DataAnnotations;
using BillingPortal.Shared;

namespace BillingPortal.Features.Discounts;

/// <summary>What an administrator fills in of a code's terms, for a single code and for a batch alike.</summary>
public abstract record DiscountOffer : IValidatableObject
{
    /// <summary>In percent, with at most two decimals; or else an amount.</summary>
    public decimal? PercentOff { get; set; }

    /// <summary>In minor units of <see cref="Currency"/>.</summary>
    public long? AmountOff { get; set; }

    public string? Currency { get; set; }

    [Required(ErrorMessage = "Say how long the code lasts: once, repeating or forever.")]
    public DiscountDuration? Duration { get; set; }

    public int? DurationInMonths { get; set; }

    /// <summary>Left out: once an account.</summary>
    [Range(1, 1_000, ErrorMessage = "An account may redeem a code 1 to 1,000 times.")]
    public int? MaxPerAccount { get; set; }

    /// <summary>Left out: until it is ended.</summary>
    public DateTime? ExpiresAt { get; set => field = value is not { } time ? null : time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc); }

    /// <summary>Plan codes; left out or empty: every paid plan.</summary>
    public List<string>? Plans { get; set; }

    public bool FirstPurchaseOnly { get; set; }

    /// <summary>Usage above the limits is cut as well.</summary>
    public bool AppliesToOverage { get; set; }

    public Money? Amount => AmountOff is { } minor && Shared.Currency.TryParse(Currency, out var currency) ? new Money(minor, currency) : null;

    public virtual IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => OffFaults().Concat(DurationFaults()).Concat(PlanFaults());

    private IEnumerable<ValidationResult> OffFaults()
    {
        if (PercentOff is null == AmountOff is null)
        {
            var fault = PercentOff is null ? "Say what the code takes off: a percentage or an amount." : "A code takes off a percentage or an amount, not both.";
            yield return new(fault, [nameof(PercentOff), nameof(AmountOff)]);
        }
        if (PercentOff is { } percent && (percent <= 0 || percent > 100)) yield return new("The percentage is above 0 and at most 100.", [nameof(PercentOff)]);
        else if (PercentOff is { } exact && decimal.Round(exact, 2, MidpointRounding.ToZero) != exact) yield return new("The percentage has at most two decimals.", [nameof(PercentOff)]);

        if (AmountOff is < 1 or > 99_999_999) yield return new("The amount is above 0 and at most 99,999,999 minor units.", [nameof(AmountOff)]);
        if (AmountOff is not null && string.IsNullOrWhiteSpace(Currency)) yield return new("An amount needs its currency.", [nameof(Currency)]);
        else if (AmountOff is not null && !Shared.Currency.TryParse(Currency, out _)) yield return new("This currency is not supported.", [nameof(Currency)]);
        else if (AmountOff is null && !string.IsNullOrWhiteSpace(Currency)) yield return new("A percentage is good in any currency: leave the currency out.", [nameof(Currency)]);
    }

    private IEnumerable<ValidationResult> DurationFaults()
    {
        if (Duration == DiscountDuration.Repeating && DurationInMonths is not (>= 1 and <= 120)) yield return new("A repeating code lasts 1 to 120 months.", [nameof(DurationInMonths)]);
        if (Duration is DiscountDuration.Once or DiscountDuration.Forever && DurationInMonths is not null) yield return new("Only a repeating code has a number of months.", [nameof(DurationInMonths)]);
    }

    private IEnumerable<ValidationResult> PlanFaults()
    {
        if (Plans is not { Count: > 0 } plans) yield break;
        if (plans.Count > 10 || plans.Any(plan => plan is not { Length: > 0 and <= 40 })) yield return new("Name up to ten plans by their codes.", [nameof(Plans)]);
    }
}

/// <summary>A new code.</summary>
public sealed record DiscountCodeInput : DiscountOffer
{
    public const int LongestCode = 40;

    internal const string Characters = "^[A-Za-z0-9][A-Za-z0-9_-]*$";

    [Required(ErrorMessage = "Name the code."), StringLength(LongestCode, MinimumLength = 3, ErrorMessage = "A code has 3 to 40 characters."), RegularExpression(Characters, ErrorMessage = "A code has letters, digits, hyphens and underscores, and begins with a letter or digit.")]
    public string Code { get; set; } = "";

    /// <summary>Left out: without limit.</summary>
    [Range(1, 10_000_000, ErrorMessage = "A code may be redeemed 1 to 10,000,000 times, or without limit.")]
    public int? MaxRedemptions { get; set; }
}

/// <summary>Many codes of the same terms, each good once and not to be guessed.</summary>
public sealed record DiscountBatchInput : DiscountOffer
{
    public const int Most = 10_000;

    [Range(1, Most, ErrorMessage = "A batch has 1 to 10,000 codes.")]
    public int Count { get; set; } = 100;

    /// <summary>What each code begins with: "SPRING" makes SPRING-7KQ3….</summary>
    [Required(ErrorMessage = "Name a prefix."), StringLength(20, MinimumLength = 2, ErrorMessage = "A prefix has 2 to 20 characters."), RegularExpression(DiscountCodeInput.Characters, ErrorMessage = "A prefix has letters, digits, hyphens and underscores, and begins with a letter or digit.")]
    public string Prefix { get; set; } = "";
}
