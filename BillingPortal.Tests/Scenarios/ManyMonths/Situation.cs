using System.Net;
using System.Text.Json;
using BillingPortal.Data;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>Where a team stands before a deed, and what one who knows the rules expects of it: that it succeeds, or is refused for a reason that lies in where the team stands.</summary>
internal sealed record Situation(string Plan, bool IsStanding, bool IsEnding, bool IsPastDue, bool IsBusy, bool IsRenewing, bool IsCapped, bool WasFreeLately, bool IsLineBad)
{
    private static readonly HashSet<string> Ends = ["cancel", "pause"];

    private bool IsFree => Plan == "free";

    public static async Task<Situation> OfAsync(BillingApp app, TestTeam team, bool isCapped)
    {
        var billing = await team.BillingAsync();
        await using var db = await app.DatabaseAsync();
        var plan = billing.GetProperty("plan").Text("code");
        return new(plan, !billing.IsNull("scheduled_change"), await IsEndingAsync(db, team, app.Now.UtcDateTime), !billing.IsNull("subscription") && billing.GetProperty("subscription").Text("status") != "active", await IsBusyAsync(db, team, plan == "free", app.Now.UtcDateTime), await IsRenewingAsync(db, team), isCapped, await WasFreeLatelyAsync(db, team, app.Now.UtcDateTime), app.Wire!.IsBad);
    }

    /// <summary>Whether the answer is one that the rules have for this deed here.</summary>
    /// <param name="deed">What was wanted.</param>
    /// <param name="answer">What the portal said.</param>
    /// <param name="isCardBad">Whether the bank refuses the card that is on file now.</param>
    public bool Foresees(string deed, Answer answer, bool isCardBad) => (int)answer.Status switch
    {
        200 or 201 => deed.StartsWith("track", StringComparison.Ordinal) || deed is "correct" or "send twice" ? ForeseesResults(deed, answer) : !MustBeRefused(deed),
        400 => deed == "upgrade with a code" && answer.Json.GetProperty("errors").EnumerateObject().Single().Name == "discount_code",
        402 => isCardBad && deed is "upgrade" or "upgrade with a code" or "change plan" or "resume",
        409 => ForeseesConflict(deed, answer.Json.Text("code")),
        503 => IsLineBad,
        _ => false,
    };

    /// <summary>What must not succeed: leaving what one is not on, undoing what nobody asked for, a second wish while one stands.</summary>
    private bool MustBeRefused(string deed) => Ends.Contains(deed) && IsFree && !IsStanding || deed == "resume" && !IsStanding || deed == "change plan" && (IsStanding || IsBusy);

    private bool ForeseesConflict(string deed, string code) => code switch
    {
        "on_free" => Ends.Contains(deed) && IsFree,
        // A plan that has ended is not taken back, also where the job has still to see to it.
        "nothing_scheduled" => deed == "resume" && (!IsStanding || IsEnding),
        "change_scheduled" => IsStanding && (Ends.Contains(deed) || deed is "change plan" or "upgrade" or "upgrade with a code"),
        "past_due" => deed == "change plan" && IsPastDue,
        "renewal_under_way" => deed == "change plan" && IsRenewing,
        "quota_exceeded" => deed == "reserve" && (IsFree || IsCapped),
        // A plan that was ended now still lives at Stripe for some minutes; what a bad line has left halfway the janitor ends.
        "conflict" => IsBusy,
        _ => false,
    };

    private bool ForeseesResults(string deed, Answer answer) => answer.Json.List("results").All(result => result.Text("status") != "refused" || result.Text("code") switch
    {
        // What comes late is held to the limits of its own time.
        "quota_exceeded" => IsFree || IsCapped || deed == "track late" && WasFreeLately,
        "invalid_quantity" => deed == "correct",
        // What was tracked late is sent again without its time.
        "event_id_reused" => deed == "send twice",
        "timestamp_out_of_range" => deed == "track late",
        _ => false,
    });

    private static Task<bool> WasFreeLatelyAsync(BillingDbContext db, TestTeam team, DateTime now) =>
        db.AccountPlans.AnyAsync(plan => plan.AccountId == team.AccountId && plan.Anchor == null && (plan.To == null || plan.To > now.AddHours(-61)));

    private static Task<bool> IsEndingAsync(BillingDbContext db, TestTeam team, DateTime now) =>
        db.ScheduledChanges.AnyAsync(change => change.StandsFor == team.AccountId && change.Status == ScheduledStatus.Waiting && change.EffectiveAt <= now);

    private static Task<bool> IsRenewingAsync(BillingDbContext db, TestTeam team) =>
        db.Invoices.AnyAsync(invoice => invoice.AccountId == team.AccountId && invoice.Reason == InvoiceReason.Cycle && invoice.Status == InvoiceStatus.Draft);

    /// <summary>A change in the second of the upgrade counts from the next second on.</summary>
    private static async Task<bool> IsBusyAsync(BillingDbContext db, TestTeam team, bool isFree, DateTime now) =>
        await db.Upgrades.AnyAsync(upgrade => upgrade.RunsFor == team.AccountId) || await db.PlanChanges.AnyAsync(change => change.RunsFor == team.AccountId)
        || await db.Subscriptions.AnyAsync(subscription => subscription.LivesFor == team.AccountId && (isFree || subscription.BusyWith != null))
        || await db.AccountPlans.AnyAsync(plan => plan.AccountId == team.AccountId && plan.From > now && plan.From <= now.AddSeconds(1));
}
