using BillingPortal.Features.Emails;
using BillingPortal.Jobs;
using BillingPortal.Shared;

namespace BillingPortal.Api;

/// <summary>By how much to move the clock; days and hours add up.</summary>
internal sealed record ClockStep(double? Days, double? Hours)
{
    /// <summary>Zero, which the clock refuses, where the sum is beyond any time.</summary>
    public TimeSpan By => (Days ?? 0) * 24 + (Hours ?? 0) is var hours && Math.Abs(hours) <= ClockAdvance.Furthest.TotalHours ? TimeSpan.FromHours(hours) : TimeSpan.Zero;
}

/// <summary>Everything under <c>/dev</c>; there in Development alone.</summary>
internal static class DevApi
{
    public static void MapDev(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment()) return;
        var dev = app.MapGroup("/dev").ExcludeFromDescription();
        dev.MapEmails();
        dev.MapPost("/clock/advance", (ClockAdvance clock, ClockStep step, CancellationToken ct) => clock.AdvanceAsync(step.By, ct).ToHttp());
    }
}
