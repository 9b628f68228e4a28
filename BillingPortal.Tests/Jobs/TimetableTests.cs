using BillingPortal.Jobs;

namespace BillingPortal.Tests.Jobs;

public sealed class TimetableTests
{
    [Fact]
    public void Every_job_has_a_name_of_its_own() => Timetable.Lines.Select(line => line.Name).ShouldBeUnique();

    [Fact]
    public void Every_job_has_a_next_time() =>
        Timetable.Lines.ShouldAllBe(line => line.NextAfter(DateTime.UnixEpoch) > DateTime.UnixEpoch && line.NextAfter(DateTime.UnixEpoch) < DateTime.UnixEpoch.AddYears(2));

    [Fact]
    public void Times_are_UTC()
    {
        var after = new DateTime(2026, 3, 29, 0, 30, 0, DateTimeKind.Utc);

        var next = Timetable.Lines[0].NextAfter(after);

        next.Kind.ShouldBe(DateTimeKind.Utc);
        (next - after).ShouldBeLessThan(TimeSpan.FromDays(1));
    }
}
