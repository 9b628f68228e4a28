using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Usage;

public static class UsageTables
{
    extension(BillingDbContext db)
    {
        public DbSet<UsageEvent> UsageEvents => db.Set<UsageEvent>();

        public DbSet<UsageTotal> UsageTotals => db.Set<UsageTotal>();

        public DbSet<UsageDay> UsageDays => db.Set<UsageDay>();

        public DbSet<LateBilling> LateBillings => db.Set<LateBilling>();

        public DbSet<SpendingCap> SpendingCaps => db.Set<SpendingCap>();
    }
}

// No foreign keys here: events come by the thousand a second, and neither accounts nor teams are ever removed.
public sealed class UsageEventTable : IEntityTypeConfiguration<UsageEvent>
{
    public void Configure(EntityTypeBuilder<UsageEvent> usage)
    {
        usage.ToTable("UsageEvents").HasKey(u => new { u.AccountId, u.EventId });
        usage.Property(u => u.EventId).HasMaxLength(100);
        usage.Property(u => u.Corrects).HasMaxLength(100);
        usage.Property(u => u.Metadata).HasMaxLength(4000);
        usage.Property(u => u.ContentHash).HasMaxLength(16).IsFixedLength();
        usage.HasIndex(u => new { u.AccountId, u.PeriodStart, u.NotedAt }, "UsageEvents_Noted").HasFilter("\"NotedAt\" IS NOT NULL");
    }
}

public sealed class UsageTotalTable : IEntityTypeConfiguration<UsageTotal>
{
    public void Configure(EntityTypeBuilder<UsageTotal> total) =>
        total.ToTable("UsageTotals").HasKey(t => new { t.AccountId, t.PeriodStart, t.Metric });
}

public sealed class UsageDayTable : IEntityTypeConfiguration<UsageDay>
{
    public void Configure(EntityTypeBuilder<UsageDay> day) =>
        day.ToTable("UsageDays").HasKey(d => new { d.AccountId, d.PeriodStart, d.Day, d.Metric });
}

public sealed class UsageTurnTable : IEntityTypeConfiguration<UsageTurn>
{
    public void Configure(EntityTypeBuilder<UsageTurn> turn) => turn.ToTable("UsageTurns").HasKey(t => t.AccountId);
}

public sealed class LateBillingTable : IEntityTypeConfiguration<LateBilling>
{
    public void Configure(EntityTypeBuilder<LateBilling> billing) =>
        billing.ToTable("LateBillings", table => table.HasTrigger("LateBillings_AppendOnly")).HasKey(b => new { b.AccountId, b.PeriodStart, b.Metric, b.Number });
}

public sealed class SpendingCapTable : IEntityTypeConfiguration<SpendingCap>
{
    public void Configure(EntityTypeBuilder<SpendingCap> cap)
    {
        cap.ToTable("SpendingCaps").HasKey(c => c.AccountId);
        cap.HasOne<Account>().WithOne().HasForeignKey<SpendingCap>(c => c.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
