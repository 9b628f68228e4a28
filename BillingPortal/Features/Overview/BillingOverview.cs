using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Ui;

namespace BillingPortal.Features.Overview;

/// <summary>All about a team's billing in one answer, as the REST API writes it.</summary>
public sealed record BillingOverview(
    PlanOverview Plan, SubscriptionView? Subscription, IReadOnlyList<UsageOverview> Usage, CreditBalance Credits, InvoiceView? UpcomingInvoice, CardOverview? PaymentMethod, NonprofitOverview Nonprofit,
    DunningOverview? Dunning, IReadOnlyList<InvoiceView> Invoices)
{
    /// <summary>What is scheduled for the period's end, or the pause that lasts.</summary>
    public ScheduledView? ScheduledChange { get; init; }
}

public sealed record PlanOverview(string Code, long Amount, string Currency, string Interval);

public sealed record UsageOverview(string Metric, long Used, long Limit, decimal Percent, MeterLevel Level, long OverageQuantity, long OverageAmount)
{
    public static UsageOverview Of(UsageMeter meter) =>
        new(Plans.Metrics.Wire(meter.Metric), meter.Used, meter.Limit, meter.Percent, meter.Level, meter.Overage.Quantity, meter.Overage.Amount.Minor);
}

public sealed record CardOverview(string Brand, string Last4, int ExpMonth, int ExpYear);

public sealed record NonprofitOverview(string Status);

public sealed record DunningOverview(string Status);

/// <summary>What a team's first page shows. Amounts are absent for members who may not see them.</summary>
public sealed record TeamDashboard
{
    public required Guid TeamId { get; init; }

    public required Guid AccountId { get; init; }

    public required string TeamName { get; init; }

    public required string PlanName { get; init; }

    public required Money PlanPrice { get; init; }

    public required bool IsFree { get; init; }

    public required Period Period { get; init; }

    public required DateTime Now { get; init; }

    public required bool MaySeeMoney { get; init; }

    public SubscriptionStatus? Status { get; init; }

    /// <summary>A change of plan that waits for the period's end, or a pause.</summary>
    public ScheduledView? Standing { get; init; }

    public string? Card { get; init; }

    public InvoiceView? NextInvoice { get; init; }

    public required IReadOnlyList<UsageMeter> Meters { get; init; }

    public required IReadOnlyList<InvoiceRow> Invoices { get; init; }

    public required IReadOnlyList<MemberRow> Members { get; init; }

    public required bool HasUsage { get; init; }

    /// <summary>What is over the limits so far, without tax.</summary>
    public Money OverageSoFar => Money.Sum(Meters.Select(meter => meter.Overage.Amount), PlanPrice.Currency);

    /// <summary>The open invoice that was tried and not paid, if there is one.</summary>
    public InvoiceRow? Unpaid => Invoices.FirstOrDefault(invoice => invoice is { Status: InvoiceStatus.Open, WasDeclined: true });

    public int DaysLeft => Math.Max(0, (int)Math.Ceiling((Period.End - Now).TotalDays));
}

public sealed record InvoiceRow(Guid Id, string Number, DateTime IssuedAt, InvoiceStatus Status, Money Amount, bool WasDeclined);

public sealed record MemberRow(string UserId, string Name, string Email, TeamRole Role, DateTime JoinedAt);

/// <summary>The people of a team as the REST API writes them.</summary>
public sealed record MemberList(IReadOnlyList<MemberView> Data, IReadOnlyList<object> Pending);

public sealed record MemberView(string UserId, string Email, TeamRole Role, DateTime JoinedAt);
