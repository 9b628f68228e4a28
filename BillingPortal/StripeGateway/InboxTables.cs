using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.StripeGateway;

public static class InboxTables
{
    extension(BillingDbContext db)
    {
        public DbSet<StripeEvent> StripeEvents => db.Set<StripeEvent>();

        public DbSet<WebhookSecret> WebhookSecrets => db.Set<WebhookSecret>();

        public DbSet<SweepMark> SweepMarks => db.Set<SweepMark>();
    }
}

public sealed class StripeEventTable : IEntityTypeConfiguration<StripeEvent>
{
    public void Configure(EntityTypeBuilder<StripeEvent> stripeEvent)
    {
        stripeEvent.ToTable("StripeEvents");
        stripeEvent.Property(e => e.EventId).HasMaxLength(255);
        stripeEvent.Property(e => e.Type).HasMaxLength(100);
        stripeEvent.Property(e => e.ApiVersion).HasMaxLength(60);
        stripeEvent.Property(e => e.ObjectId).HasMaxLength(255);
        stripeEvent.Property(e => e.CustomerId).HasMaxLength(255);
        stripeEvent.Property(e => e.Error).HasMaxLength(StripeEvent.ErrorLength);
        // Names, addresses and mail addresses of payers are in it.
        stripeEvent.Property(e => e.Payload).IsEncrypted();
        stripeEvent.HasIndex(e => e.EventId).IsUnique();
        stripeEvent.HasIndex(e => new { e.State, e.Rank, e.Id });
        stripeEvent.HasIndex(e => e.LeaseId);
        stripeEvent.HasIndex(e => new { e.ObjectId, e.Type });
    }
}

public sealed class WebhookSecretTable : IEntityTypeConfiguration<WebhookSecret>
{
    public void Configure(EntityTypeBuilder<WebhookSecret> secret)
    {
        secret.ToTable("WebhookSecrets");
        secret.Property(s => s.EndpointId).HasMaxLength(255);
        secret.Property(s => s.Url).HasMaxLength(500);
        secret.Property(s => s.Secret).HasMaxLength(1000).IsEncrypted();
        secret.HasIndex(s => s.EndpointId).IsUnique();
    }
}

public sealed class SweepMarkTable : IEntityTypeConfiguration<SweepMark>
{
    public void Configure(EntityTypeBuilder<SweepMark> mark) => mark.ToTable("SweepMarks").Property(m => m.Id).ValueGeneratedNever();
}
