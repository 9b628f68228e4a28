using System.ComponentModel.DataAnnotations;

namespace BillingPortal.Features.Subscriptions;

/// <summary>When a plan is to end.</summary>
public static class CancelTimes
{
    public const string Now = "now";

    public const string PeriodEnd = "period_end";
}

/// <summary>What one asks for when leaving a plan.</summary>
public sealed record CancelRequest
{
    [Required(ErrorMessage = "Say when: period_end or now."), RegularExpression("now|period_end", ErrorMessage = "Say when: period_end or now.")]
    public string When { get; set; } = "";

    [StringLength(500, ErrorMessage = "At most 500 characters, please.")]
    public string? Reason { get; set; }
}

/// <summary>What one asks for when pausing a plan.</summary>
public sealed record PauseRequest
{
    /// <summary>When it comes back by itself; without it, when somebody resumes it.</summary>
    public DateTime? Until { get; set; }

    [StringLength(500, ErrorMessage = "At most 500 characters, please.")]
    public string? Reason { get; set; }
}

/// <summary>Which plan a subscription is to change to.</summary>
public sealed record SubscriptionUpdate
{
    [Required(ErrorMessage = "Name a plan."), StringLength(40)]
    public string Plan { get; set; } = "";
}
