using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Subscriptions;

public static class SubscriptionsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<Subscription> Subscriptions => db.Set<Subscription>();

        public DbSet<Upgrade> Upgrades => db.Set<Upgrade>();

        public DbSet<PlanChange> PlanChanges => db.Set<PlanChange>();

        public DbSet<ScheduledChange> ScheduledChanges => db.Set<ScheduledChange>();

        public DbSet<VersionMove> VersionMoves => db.Set<VersionMove>();
    }
}

public sealed class SubscriptionTable : IEntityTypeConfiguration<Subscription>
{
    public void Configure(EntityTypeBuilder<Subscription> subscription)
    {
        subscription.ToTable("Subscriptions");
        subscription.Property(s => s.StripeSubscriptionId).HasMaxLength(255);
        subscription.Property(s => s.StripeItemId).HasMaxLength(255);
        subscription.HasIndex(s => s.StripeSubscriptionId).IsUnique();
        subscription.HasIndex(s => s.LivesFor).IsUnique();
        subscription.HasIndex(s => s.AccountId);
        subscription.HasIndex(s => s.TellStripeAt);
        subscription.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class UpgradeTable : IEntityTypeConfiguration<Upgrade>
{
    public void Configure(EntityTypeBuilder<Upgrade> upgrade)
    {
        upgrade.ToTable("Upgrades");
        upgrade.Property(u => u.StartedBy).HasMaxLength(450);
        upgrade.Property(u => u.StripeSubscriptionId).HasMaxLength(255);
        upgrade.Property(u => u.StripeInvoiceId).HasMaxLength(255);
        upgrade.Property(u => u.FailureCode).HasMaxLength(80);
        upgrade.Property(u => u.FailureDetail).HasMaxLength(300);
        upgrade.HasIndex(u => u.RunsFor).IsUnique();
        upgrade.HasIndex(u => u.StripeInvoiceId);
        upgrade.HasIndex(u => new { u.AccountId, u.StartedAt });
        upgrade.HasOne<Account>().WithMany().HasForeignKey(u => u.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class PlanChangeTable : IEntityTypeConfiguration<PlanChange>
{
    public void Configure(EntityTypeBuilder<PlanChange> change)
    {
        change.ToTable("PlanChanges");
        change.Property(c => c.StartedBy).HasMaxLength(450);
        change.Property(c => c.StripeInvoiceId).HasMaxLength(255);
        change.Property(c => c.FailureCode).HasMaxLength(80);
        change.Property(c => c.FailureDetail).HasMaxLength(300);
        change.HasIndex(c => c.RunsFor).IsUnique();
        change.HasIndex(c => new { c.AccountId, c.At });
        change.HasOne<Subscription>().WithMany().HasForeignKey(c => c.SubscriptionId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class ScheduledChangeTable : IEntityTypeConfiguration<ScheduledChange>
{
    public void Configure(EntityTypeBuilder<ScheduledChange> change)
    {
        change.ToTable("ScheduledChanges");
        change.Property(c => c.AskedBy).HasMaxLength(450);
        change.Property(c => c.Reason).HasMaxLength(500);
        change.Ignore(c => c.EndsThePlan);
        change.HasIndex(c => c.StandsFor).IsUnique();
        change.HasIndex(c => new { c.Status, c.EffectiveAt });
        change.HasIndex(c => new { c.AccountId, c.AskedAt });
        change.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class VersionMoveTable : IEntityTypeConfiguration<VersionMove>
{
    public void Configure(EntityTypeBuilder<VersionMove> move)
    {
        move.ToTable("VersionMoves");
        move.Property(m => m.AskedBy).HasMaxLength(450);
        move.HasIndex(m => m.RunsFor).IsUnique();
        move.HasIndex(m => new { m.ToVersionId, m.AskedAt });
    }
}
