using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Emails;

public static class EmailsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<EmailMessage> EmailMessages => db.Set<EmailMessage>();
    }
}

public sealed class EmailMessageTable : IEntityTypeConfiguration<EmailMessage>
{
    public void Configure(EntityTypeBuilder<EmailMessage> message)
    {
        message.ToTable("EmailMessages");
        message.Property(m => m.To).HasMaxLength(254);
        message.Property(m => m.Subject).HasMaxLength(300);
        // The bodies carry one-time links.
        message.Property(m => m.Html).IsEncrypted();
        message.Property(m => m.Text).IsEncrypted();
        message.Property(m => m.DedupeKey).HasMaxLength(200);
        message.Property(m => m.LastError).HasMaxLength(500);
        message.HasIndex(m => m.DedupeKey).IsUnique();
        message.HasIndex(m => new { m.Status, m.NextAttemptAt });
    }
}
