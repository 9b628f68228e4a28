using System.Text.Json;
using System.Text.Json.Serialization;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BillingPortal.Features.Plans;

public static class PlansTables
{
    extension(BillingDbContext db)
    {
        public DbSet<PlanVersion> PlanVersions => db.Set<PlanVersion>();

        public DbSet<PlanDraft> PlanDrafts => db.Set<PlanDraft>();

        public DbSet<PlanAtStripe> PlansAtStripe => db.Set<PlanAtStripe>();

        public DbSet<AccountPlan> AccountPlans => db.Set<AccountPlan>();
    }
}

public sealed class PlanVersionTable : IEntityTypeConfiguration<PlanVersion>
{
    public void Configure(EntityTypeBuilder<PlanVersion> plan)
    {
        plan.ToTable("PlanVersions", table => table.HasTrigger("PlanVersions_AppendOnly"));
        plan.Property(p => p.PlanCode).HasMaxLength(40);
        plan.Property(p => p.Name).HasMaxLength(100);
        plan.HasIndex(p => new { p.PlanCode, p.Number }).IsUnique();
        plan.HasIndex(p => new { p.PlanCode, p.Currency, p.SoldFrom }).IsUnique();
        plan.HasMany(p => p.Limits).WithOne().HasForeignKey(limit => limit.PlanVersionId);
        plan.HasMany(p => p.OverageRates).WithOne().HasForeignKey(rate => rate.PlanVersionId);
        plan.Navigation(p => p.Limits).AutoInclude();
        plan.Navigation(p => p.OverageRates).AutoInclude();
    }
}

public sealed class PlanLimitTable : IEntityTypeConfiguration<PlanLimit>
{
    public void Configure(EntityTypeBuilder<PlanLimit> limit) =>
        limit.ToTable("PlanLimits", table => table.HasTrigger("PlanLimits_AppendOnly")).HasKey(l => new { l.PlanVersionId, l.Metric });
}

public sealed class OverageRateTable : IEntityTypeConfiguration<OverageRate>
{
    public void Configure(EntityTypeBuilder<OverageRate> rate)
    {
        rate.ToTable("OverageRates", table => table.HasTrigger("OverageRates_AppendOnly")).HasKey(r => new { r.PlanVersionId, r.Metric });
        rate.Property(r => r.Tiers).HasMaxLength(2000).HasConversion(new TiersAsJson(), new ValueComparer<IReadOnlyList<RateTier>>(
            (left, right) => left!.SequenceEqual(right!), tiers => tiers.Count, tiers => tiers));
    }

    private sealed class TiersAsJson() : ValueConverter<IReadOnlyList<RateTier>, string>(
        tiers => JsonSerializer.Serialize(tiers, JsonSerializerOptions.Default),
        json => JsonSerializer.Deserialize<List<RateTier>>(json, JsonSerializerOptions.Default)!);
}

public sealed class PlanDraftTable : IEntityTypeConfiguration<PlanDraft>
{
    private static readonly JsonSerializerOptions Written = new() { Converters = { new JsonStringEnumConverter() } };

    public void Configure(EntityTypeBuilder<PlanDraft> draft)
    {
        draft.ToTable("PlanDrafts");
        draft.Property(d => d.PlanCode).HasMaxLength(40);
        draft.Property(d => d.Terms).HasMaxLength(16_000).HasConversion(new TermsAsJson(), new ValueComparer<PlanTerms>(
            (left, right) => Write(left!) == Write(right!), terms => Write(terms).GetHashCode(StringComparison.Ordinal), terms => terms.Copy()));
        draft.HasIndex(d => new { d.PublishedAs, d.PlanCode });
    }

    private static string Write(PlanTerms terms) => JsonSerializer.Serialize(terms, Written);

    private sealed class TermsAsJson() : ValueConverter<PlanTerms, string>(terms => Write(terms), json => JsonSerializer.Deserialize<PlanTerms>(json, Written)!);
}

public sealed class PlanAtStripeTable : IEntityTypeConfiguration<PlanAtStripe>
{
    public void Configure(EntityTypeBuilder<PlanAtStripe> sold)
    {
        sold.ToTable("PlansAtStripe").HasKey(s => s.PlanVersionId);
        sold.Property(s => s.StripeProductId).HasMaxLength(255);
        sold.Property(s => s.StripePriceId).HasMaxLength(255);
        sold.HasOne<PlanVersion>().WithOne().HasForeignKey<PlanAtStripe>(s => s.PlanVersionId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class AccountPlanTable : IEntityTypeConfiguration<AccountPlan>
{
    public void Configure(EntityTypeBuilder<AccountPlan> plan)
    {
        plan.ToTable("AccountPlans");
        plan.HasIndex(p => p.AccountId, "AccountPlans_OneOpen").IsUnique().HasFilter("\"To\" IS NULL");
        plan.HasIndex(p => new { p.AccountId, p.From }).IsUnique();
        plan.HasIndex(p => p.PlanVersionId);
        plan.HasOne<Account>().WithMany().HasForeignKey(p => p.AccountId).OnDelete(DeleteBehavior.Restrict);
        plan.HasOne<PlanVersion>().WithMany().HasForeignKey(p => p.PlanVersionId).OnDelete(DeleteBehavior.Restrict);
    }
}
