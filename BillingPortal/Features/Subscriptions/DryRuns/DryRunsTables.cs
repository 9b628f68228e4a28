using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Subscriptions.DryRuns;

public static class DryRunsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<DryRun> DryRuns => db.Set<DryRun>();

        public DbSet<DryRunAccount> DryRunAccounts => db.Set<DryRunAccount>();
    }
}

public sealed class DryRunTable : IEntityTypeConfiguration<DryRun>
{
    public void Configure(EntityTypeBuilder<DryRun> run)
    {
        run.ToTable("DryRuns");
        run.Property(r => r.PlanCode).HasMaxLength(40);
        run.ComplexProperty(r => r.Totals);
        run.HasIndex(r => r.RunsFor).IsUnique();
        run.HasIndex(r => new { r.DraftId, r.AskedAt });
    }
}

public sealed class DryRunAccountTable : IEntityTypeConfiguration<DryRunAccount>
{
    public void Configure(EntityTypeBuilder<DryRunAccount> row)
    {
        row.ToTable("DryRunAccounts").HasKey(r => new { r.DryRunId, r.AccountId });
        row.Property(r => r.Unpriced).HasMaxLength(300);
        row.HasIndex(r => new { r.DryRunId, r.Difference, r.AccountId });
        row.HasOne<DryRun>().WithMany().HasForeignKey(r => r.DryRunId).OnDelete(DeleteBehavior.Cascade);
        row.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
