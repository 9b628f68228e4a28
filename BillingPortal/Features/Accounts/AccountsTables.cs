using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Accounts;

public static class AccountsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<Account> Accounts => db.Set<Account>();

        public DbSet<Team> Teams => db.Set<Team>();
    }
}

public sealed class AccountTable : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.ToTable("Accounts");
        account.Property(a => a.Name).HasMaxLength(100);
        account.Property(a => a.BillingEmail).HasMaxLength(254);
        account.Property(a => a.FoundingEmail).HasMaxLength(254);
        account.Property(a => a.StripeCustomerId).HasMaxLength(255);
        account.HasIndex(a => a.StripeCustomerId).IsUnique();
        account.HasIndex(a => a.CustomerDueAt);
        account.HasIndex(a => a.TaxDueAt);
        account.ComplexProperty(a => a.Profile, profile =>
        {
            profile.Property(p => p.LegalName).HasMaxLength(200);
            profile.Property(p => p.Line1!).HasMaxLength(1000).IsEncrypted();
            profile.Property(p => p.Line2!).HasMaxLength(1000).IsEncrypted();
            profile.Property(p => p.City).HasMaxLength(100);
            profile.Property(p => p.PostalCode).HasMaxLength(20);
            profile.Property(p => p.Region).HasMaxLength(10);
            profile.Property(p => p.Country).HasMaxLength(2);
            profile.Property(p => p.TaxId!).HasMaxLength(400).IsEncrypted();
            profile.Property(p => p.Language).HasMaxLength(10);
            profile.Property(p => p.TimeZone).HasMaxLength(60);
            profile.Property(p => p.PurchaseOrder).HasMaxLength(100);
        });
    }
}

public sealed class TeamTable : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> team)
    {
        team.ToTable("Teams");
        team.Property(t => t.Name).HasMaxLength(100);
        team.HasIndex(t => t.AccountId);
        team.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
