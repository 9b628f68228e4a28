using System.Globalization;
using System.Text;
using BillingPortal.Data;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>Shows an account's usage, period by period. Changes nothing.</summary>
public sealed class UsageReportService(
    IDbContextFactory<BillingDbContext> contexts, UsageOfMany many, AccountPlans plans, BillingClock clock)
{
    private const int MostPeriods = 24;
    private const int MostNotes = 50;

    /// <param name="actor">Who looks.</param>
    /// <param name="teamId">Whose account.</param>
    /// <param name="periodStart">Which period; null or unknown for the running one.</param>
    /// <param name="metric">Whose days; null for the one that is fullest.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<UsageReport>> ShowAsync(Actor actor, Guid teamId, DateTime? periodStart, Metric? metric, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewUsage, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await SpendingCapService.PayerAsync(db, teamId, ct) is not { } payer) return Problem.NotFound("team");

        var history = await plans.HistoryAsync(db, payer.Id, ct);
        var used = await many.OfAccountAsync(db, payer.Id, ct);
        var (running, now) = (history.At(clock.Now)!, clock.Now);
        var whole = periodStart is { } asked ? history.OfPeriod(asked) ?? running : running;
        var plan = whole with { Period = AsItEnded(history, whole) };
        var seesMoney = actor.May(Permission.ViewBilling, teamId);
        var meters = used.Meters(plan, now);
        var shown = metric ?? meters.Where(meter => !meter.Metric.IsDerived()).MaxBy(meter => meter.Percent)!.Metric;
        return new UsageReport
        {
            AccountId = payer.Id, Period = plan.Period, Periods = Periods(history, used, running), Now = now, PlanName = plan.Version.Name, IsFree = plan.Version.IsFree,
            MaySeeMoney = seesMoney, MaySetCap = actor.May(Permission.ManageBilling, teamId), Meters = seesMoney ? meters : [.. meters.Select(meter => meter.WithoutAmounts())],
            Metric = shown, Days = await DaysAsync(db, payer.Id, used.In(plan.Period), shown, ct), Notes = await NotesAsync(db, payer.Id, plan.Period.Start, ct),
            LateDue = seesMoney ? await LateUsage.DueOfPeriodAsync(db, payer.Id, whole, used.In(whole.Period), ct) : null,
            Cap = seesMoney ? SpendingCapService.View(payer, running, used) : null,
            Spending = seesMoney ? SpendingDay.Forecast(plan.Version, used.In(plan.Period).Trends, plan.Period, now) : [],
        };
    }

    /// <summary>Every day of a period and metric on which something was counted, for a spreadsheet.</summary>
    public async Task<Result<string>> CsvAsync(Actor actor, Guid teamId, DateTime? periodStart, CancellationToken ct = default)
    {
        if (!(await ShowAsync(actor, teamId, periodStart, null, ct)).Is(out var report, out var problem)) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var used = (await many.OfAccountAsync(db, report.AccountId, ct)).In(report.Period);
        var csv = new StringBuilder("period_start,period_end,day,metric,used,in_all,limit\r\n");
        foreach (var meter in report.Meters)
            foreach (var day in await DaysAsync(db, report.AccountId, used, meter.Metric, ct))
                csv.Append(CultureInfo.InvariantCulture, $"{report.Period.Start:O},{report.Period.End:O},{day.Day:yyyy-MM-dd},{Csv.Text(meter.Metric.Wire())},{day.Used},{day.InAll},{meter.Limit}\r\n");
        return csv.ToString();
    }

    /// <summary>A month of Free ends early with the upgrade; what came after is not its.</summary>
    private Period AsItEnded(PlanHistory history, PlanInForce plan) =>
        history.ClosesAt(plan, TimeSpan.Zero) is var end && end < plan.Period.End && end <= clock.Now ? new(plan.Period.Start, end) : plan.Period;

    private IReadOnlyList<Period> Periods(PlanHistory history, AccountUsage used, PlanInForce running) =>
        [.. used.Starts.OrderDescending().Take(MostPeriods).Append(running.Period.Start).Distinct().OrderDescending().Select(history.OfPeriod).OfType<PlanInForce>().Select(plan => AsItEnded(history, plan))];

    /// <summary>From the period's first day to today; a gauge keeps its level on days without events.</summary>
    private async Task<IReadOnlyList<UsageOfDay>> DaysAsync(BillingDbContext db, Guid accountId, PeriodUsage used, Metric metric, CancellationToken ct)
    {
        if (metric.IsDerived()) return [];
        var period = used.Period;
        var rows = await db.UsageDays.AsNoTracking().Where(d => d.AccountId == accountId && d.PeriodStart == period.Start && d.Metric == metric).ToDictionaryAsync(d => d.Day, ct);
        var level = metric.Kind() == MetricKind.Gauge ? used.Opening(metric) : 0;
        var last = DateOnly.FromDateTime(clock.Now < period.End ? clock.Now : period.End.AddTicks(-1));
        var days = new List<UsageOfDay>();
        for (var day = DateOnly.FromDateTime(period.Start); day <= last; day = day.AddDays(1))
        {
            var row = rows.GetValueOrDefault(day);
            var before = level;
            level = row is null ? level : metric.Kind() == MetricKind.Counter ? level + row.Sum : row.Level;
            days.Add(new(day, metric.Kind() == MetricKind.Counter ? row?.Sum ?? 0 : Math.Max(before, row?.Peak ?? 0), level));
        }
        return days;
    }

    private static Task<List<UsageNote>> NotesAsync(BillingDbContext db, Guid accountId, DateTime periodStart, CancellationToken ct) =>
        db.UsageEvents.Where(u => u.AccountId == accountId && u.PeriodStart == periodStart && u.NotedAt != null).OrderByDescending(u => u.NotedAt).Take(MostNotes)
            .Select(u => new UsageNote(u.EventId, u.Metric, u.Quantity, u.Timestamp, u.ReceivedAt, u.IsLate, u.Corrects)).ToListAsync(ct);
}
