using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Accounts.TaxIds;

public static class TaxIdsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<TaxIdStanding> TaxIdStandings => db.Set<TaxIdStanding>();
    }
}

public sealed class TaxIdStandingTable : IEntityTypeConfiguration<TaxIdStanding>
{
    public void Configure(EntityTypeBuilder<TaxIdStanding> standing)
    {
        standing.ToTable("TaxIdStandings").HasKey(s => s.AccountId);
        standing.Property(s => s.AccountId).ValueGeneratedNever();
        standing.Property(s => s.TaxId).HasMaxLength(400).IsEncrypted();
        standing.Property(s => s.RegisteredName!).HasMaxLength(2000).IsEncrypted();
        standing.Property(s => s.Country).HasMaxLength(2);
        standing.Property(s => s.ConsultationNumber).HasMaxLength(60);
        standing.Property(s => s.Requester).HasMaxLength(20);
        standing.Property(s => s.ConfirmedBecause).HasMaxLength(200);
        standing.HasIndex(s => s.AskAt);
        standing.HasIndex(s => s.State);
        standing.HasOne<Account>().WithOne().HasForeignKey<TaxIdStanding>(s => s.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
