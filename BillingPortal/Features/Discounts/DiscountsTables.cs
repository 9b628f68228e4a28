using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Discounts;

public static class DiscountsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<DiscountCode> DiscountCodes => db.Set<DiscountCode>();

        public DbSet<DiscountBatch> DiscountBatches => db.Set<DiscountBatch>();

        public DbSet<Redemption> Redemptions => db.Set<Redemption>();

        public DbSet<DiscountUse> DiscountUses => db.Set<DiscountUse>();
    }
}

public sealed class DiscountCodeTable : IEntityTypeConfiguration<DiscountCode>
{
    public void Configure(EntityTypeBuilder<DiscountCode> code)
    {
        code.ToTable("DiscountCodes");
        code.Property(c => c.Code).HasMaxLength(DiscountCodeInput.LongestCode);
        code.Property(c => c.PercentOff).HasPrecision(5, 2);
        code.Property(c => c.Plans).HasMaxLength(400).HasConversion(
            plans => string.Join(',', plans), text => text.Split(',', StringSplitOptions.RemoveEmptyEntries),
            new ValueComparer<IReadOnlyList<string>>((left, right) => left!.SequenceEqual(right!), plans => plans.Count, plans => plans));
        code.Ignore(c => c.Invoices);
        code.Ignore(c => c.Amount);
        code.Ignore(c => c.Terms);
        code.HasIndex(c => c.Code).IsUnique();
        code.HasIndex(c => new { c.BatchId, c.CreatedAt });
        code.HasOne<DiscountBatch>().WithMany().HasForeignKey(c => c.BatchId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class DiscountBatchTable : IEntityTypeConfiguration<DiscountBatch>
{
    public void Configure(EntityTypeBuilder<DiscountBatch> batch)
    {
        batch.ToTable("DiscountBatches");
        batch.Property(b => b.Prefix).HasMaxLength(20);
        batch.Property(b => b.Words).HasMaxLength(500);
        batch.HasIndex(b => b.CreatedAt);
    }
}

public sealed class RedemptionTable : IEntityTypeConfiguration<Redemption>
{
    public void Configure(EntityTypeBuilder<Redemption> redemption)
    {
        redemption.ToTable("Redemptions");
        redemption.HasIndex(r => r.ReservedFor).IsUnique();
        redemption.HasIndex(r => r.LivesFor).IsUnique();
        redemption.HasIndex(r => new { r.AccountId, r.CodeId });
        redemption.HasIndex(r => r.CodeId);
        redemption.HasOne<DiscountCode>().WithMany().HasForeignKey(r => r.CodeId).OnDelete(DeleteBehavior.Restrict);
        redemption.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class DiscountUseTable : IEntityTypeConfiguration<DiscountUse>
{
    public void Configure(EntityTypeBuilder<DiscountUse> use)
    {
        use.ToTable("DiscountUses").HasKey(u => u.InvoiceId);
        use.Property(u => u.InvoiceId).ValueGeneratedNever();
        use.HasIndex(u => u.RedemptionId);
        use.HasIndex(u => u.CodeId);
        use.HasOne<Redemption>().WithMany().HasForeignKey(u => u.RedemptionId).OnDelete(DeleteBehavior.Restrict);
    }
}
