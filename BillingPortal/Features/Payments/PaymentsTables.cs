using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Payments;

public static class PaymentsTables
{
    extension(BillingDbContext db)
    {
        public DbSet<PaymentAttempt> PaymentAttempts => db.Set<PaymentAttempt>();

        public DbSet<PaymentCard> PaymentCards => db.Set<PaymentCard>();

        public DbSet<CardSetup> CardSetups => db.Set<CardSetup>();
    }
}

public sealed class PaymentAttemptTable : IEntityTypeConfiguration<PaymentAttempt>
{
    public void Configure(EntityTypeBuilder<PaymentAttempt> attempt)
    {
        attempt.ToTable("PaymentAttempts");
        attempt.Property(a => a.DeclineCode).HasMaxLength(80);
        attempt.Property(a => a.Message).HasMaxLength(300);
        attempt.Ignore(a => a.IdempotencyKey);
        attempt.HasIndex(a => new { a.InvoiceId, a.Number }).IsUnique();
        attempt.HasIndex(a => a.UndecidedFor).IsUnique();
        attempt.HasIndex(a => new { a.Status, a.StartedAt });
        attempt.HasOne<Invoice>().WithMany().HasForeignKey(a => a.InvoiceId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class PaymentCardTable : IEntityTypeConfiguration<PaymentCard>
{
    public void Configure(EntityTypeBuilder<PaymentCard> card)
    {
        card.ToTable("PaymentCards");
        card.Property(c => c.StripePaymentMethodId).HasMaxLength(255);
        card.Property(c => c.Brand).HasMaxLength(30);
        card.Property(c => c.Last4).HasMaxLength(4);
        card.Ignore(c => c.Name);
        card.HasIndex(c => c.StripePaymentMethodId).IsUnique();
        card.HasIndex(c => new { c.AccountId, c.IsDefault });
        card.HasOne<Account>().WithMany().HasForeignKey(c => c.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class CardSetupTable : IEntityTypeConfiguration<CardSetup>
{
    public void Configure(EntityTypeBuilder<CardSetup> setup)
    {
        setup.ToTable("CardSetups");
        setup.Property(s => s.StripeSessionId).HasMaxLength(255);
        setup.HasIndex(s => s.StripeSessionId).IsUnique();
        setup.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId).OnDelete(DeleteBehavior.Restrict);
    }
}
