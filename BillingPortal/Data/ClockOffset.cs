using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Data;

/// <summary>How far the billing clock is ahead of the system's; one row, absent where it was never moved.</summary>
public sealed class ClockOffset
{
    public int Id { get; init; } = 1;

    public long Ticks { get; private set; }

    /// <summary>The clock only ever goes forward.</summary>
    public void MoveTo(TimeSpan offset) => Ticks = Math.Max(Ticks, offset.Ticks);
}

public sealed class ClockOffsetTable : IEntityTypeConfiguration<ClockOffset>
{
    public void Configure(EntityTypeBuilder<ClockOffset> offset) => offset.ToTable("ClockOffset").Property(o => o.Id).ValueGeneratedNever();
}

public static class ClockOffsetStore
{
    public static async Task<TimeSpan> ClockOffsetAsync(this BillingDbContext db, CancellationToken ct = default) =>
        TimeSpan.FromTicks(await db.Set<ClockOffset>().Select(offset => offset.Ticks).SingleOrDefaultAsync(ct));

    /// <summary>Stores the offset first and moves the clock then: a crash in between leaves a clock that is behind what is stored, never one that goes back.</summary>
    public static async Task MoveClockAsync(this IDbContextFactory<BillingDbContext> contexts, BillingClock clock, DateTime to, CancellationToken ct = default)
    {
        var offset = clock.Offset + (to - clock.Now);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var row = await db.Set<ClockOffset>().SingleOrDefaultAsync(ct);
        if (row is null) db.Add(row = new());
        row.MoveTo(offset);
        await db.SaveChangesAsync(ct);
        clock.Ahead(offset);
    }
}
