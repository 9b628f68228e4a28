using System.ComponentModel.DataAnnotations;
using BillingPortal.Shared;

namespace BillingPortal.Features.Credits;

/// <summary>What one fills in to give an account credit, on the page and over the API alike.</summary>
public sealed record GrantCredit : IValidatableObject
{
    public const int LongestReason = 200;

    /// <summary>Of one grant, in minor units, for anybody: sums of many such grants still fit.</summary>
    public const long Most = 999_999_999_999;

    /// <summary>Of one grant, in major units, for finance staff.</summary>
    public const decimal MostForFinance = 500m;

    [Required(ErrorMessage = "Name the team.")]
    public Guid? TeamId { get; set; }

    /// <summary>In whole minor units.</summary>
    [Range(1, Most, ErrorMessage = "The amount must be more than zero, and at most 999,999,999,999 minor units.")]
    public long Amount { get; set; }

    [Required(ErrorMessage = "Name the currency.")]
    public string? Currency { get; set; }

    [Required(ErrorMessage = "Say whether the credit is promotional or prepaid.")]
    public CreditKind? Kind { get; set; }

    [Required(ErrorMessage = "Give the reason: the customer reads it."), StringLength(LongestReason, ErrorMessage = "A reason has at most 200 characters.")]
    public string Reason { get; set; } = "";

    public DateTime? ExpiresAt { get; set; }

    /// <summary>The lowest is spent first.</summary>
    [Range(0, 1000, ErrorMessage = "The priority is a number from 0, spent first, to 1000.")]
    public int Priority { get; set; } = 100;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Currency is not null && !BillingPortal.Shared.Currency.TryParse(Currency, out _)) yield return new("This currency is not supported.", [nameof(Currency)]);
        if (Kind is { } kind && !Enum.IsDefined(kind)) yield return new("The kind is promotional or prepaid.", [nameof(Kind)]);
        if (Reason.Any(char.IsControl)) yield return new("A reason is one line of text.", [nameof(Reason)]);
    }
}

/// <summary>What one fills in to take back what is left of a grant.</summary>
public sealed record VoidCredit
{
    [Required(ErrorMessage = "Give the reason: it is kept in the audit trail."), StringLength(GrantCredit.LongestReason, ErrorMessage = "A reason has at most 200 characters."), RegularExpression(@"[^\p{Cc}]*", ErrorMessage = "A reason is one line of text.")]
    public string Reason { get; set; } = "";
}
