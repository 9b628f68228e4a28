using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Taxes;

public static class TaxesTables
{
    extension(BillingDbContext db)
    {
        public DbSet<TaxRegistration> TaxRegistrations => db.Set<TaxRegistration>();

        public DbSet<ExemptionCertificate> ExemptionCertificates => db.Set<ExemptionCertificate>();

        public DbSet<LocationEvidence> LocationEvidence => db.Set<LocationEvidence>();
    }
}

public sealed class TaxRegistrationTable : IEntityTypeConfiguration<TaxRegistration>
{
    public void Configure(EntityTypeBuilder<TaxRegistration> registration)
    {
        registration.ToTable("TaxRegistrations");
        registration.Property(r => r.Jurisdiction).HasMaxLength(10);
        registration.Property(r => r.Number).HasMaxLength(40);
        registration.HasIndex(r => new { r.Jurisdiction, r.From }).IsUnique();
    }
}

public sealed class ExemptionCertificateTable : IEntityTypeConfiguration<ExemptionCertificate>
{
    public void Configure(EntityTypeBuilder<ExemptionCertificate> certificate)
    {
        certificate.ToTable("ExemptionCertificates");
        certificate.Property(c => c.Jurisdiction).HasMaxLength(10);
        certificate.Property(c => c.Number).HasMaxLength(1000).IsEncrypted();
        certificate.Property(c => c.Reason).HasMaxLength(100);
        certificate.HasIndex(c => c.AccountId);
        certificate.HasIndex(c => c.ValidUntil);
        certificate.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class LocationEvidenceTable : IEntityTypeConfiguration<LocationEvidence>
{
    public void Configure(EntityTypeBuilder<LocationEvidence> evidence)
    {
        evidence.ToTable("LocationEvidence").HasKey(e => new { e.AccountId, e.Kind });
        evidence.Property(e => e.Country).HasMaxLength(2);
        evidence.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
