using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Credits;

public static class CreditsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<CreditGrant> CreditGrants => db.Set<CreditGrant>();

        public DbSet<CreditEntry> CreditEntries => db.Set<CreditEntry>();
    }
}

public sealed class CreditGrantTable : IEntityTypeConfiguration<CreditGrant>
{
    public void Configure(EntityTypeBuilder<CreditGrant> grant)
    {
        grant.ToTable("CreditGrants");
        grant.Property(g => g.Reason).HasMaxLength(GrantCredit.LongestReason);
        grant.Property(g => g.GrantedBy).HasMaxLength(450);
        grant.Ignore(g => g.Left);
        grant.HasIndex(g => new { g.AccountId, g.GrantedAt });
        grant.HasIndex(g => new { g.ExpiresAt, g.Available });
        grant.HasOne<Account>().WithMany().HasForeignKey(g => g.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class CreditEntryTable : IEntityTypeConfiguration<CreditEntry>
{
    public void Configure(EntityTypeBuilder<CreditEntry> entry)
    {
        entry.ToTable("CreditEntries", table => table.HasTrigger("CreditEntries_AppendOnly"));
        entry.Property(e => e.InvoiceNumber).HasMaxLength(40);
        entry.Property(e => e.By).HasMaxLength(450);
        entry.Property(e => e.Note).HasMaxLength(GrantCredit.LongestReason);
        entry.HasIndex(e => new { e.AccountId, e.At });
        entry.HasIndex(e => e.GrantId);
        entry.HasIndex(e => e.DraftId);
        entry.HasOne<CreditGrant>().WithMany().HasForeignKey(e => e.GrantId).OnDelete(DeleteBehavior.Restrict);
    }
}
