using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Invoicing;

public static class InvoicingTables
{
    extension(BillingDbContext db)
    {
        public DbSet<Invoice> Invoices => db.Set<Invoice>();

        public DbSet<InvoiceDocument> InvoiceDocuments => db.Set<InvoiceDocument>();

        public DbSet<InvoiceLink> InvoiceLinks => db.Set<InvoiceLink>();

        public DbSet<InvoiceSeries> InvoiceSeries => db.Set<InvoiceSeries>();

        public DbSet<InvoiceRunRecord> InvoiceRuns => db.Set<InvoiceRunRecord>();

        public DbSet<OneOffOrder> OneOffOrders => db.Set<OneOffOrder>();
    }
}

public sealed class InvoiceTable : IEntityTypeConfiguration<Invoice>
{
    public void Configure(EntityTypeBuilder<Invoice> invoice)
    {
        invoice.ToTable("Invoices");
        invoice.Property(i => i.StripeInvoiceId).HasMaxLength(255);
        invoice.Property(i => i.StripeNumber).HasMaxLength(100);
        invoice.Property(i => i.Number).HasMaxLength(40);
        invoice.Property(i => i.HeldBecause).HasMaxLength(500);
        invoice.Property(i => i.DiscountName).HasMaxLength(100);
        invoice.Property(i => i.PaidWith).HasMaxLength(60);
        invoice.Property(i => i.Parties!).IsEncrypted();
        invoice.Property(i => i.TaxBasis!).IsEncrypted();
        invoice.Ignore(i => i.Due);
        invoice.Ignore(i => i.Period);
        invoice.Ignore(i => i.HasCredit);
        invoice.HasIndex(i => i.StripeInvoiceId).IsUnique();
        invoice.HasIndex(i => i.Number).IsUnique();
        invoice.HasIndex(i => new { i.AccountId, i.IssuedAt, i.Number });
        invoice.HasIndex(i => new { i.Step, i.CompleteAt });
        invoice.HasIndex(i => new { i.Status, i.NextAttemptAt });
        invoice.HasIndex(i => i.DocumentDueAt);
        invoice.HasIndex(i => i.TaxPendingSince);
        invoice.HasIndex(i => new { i.PlaceEvidence, i.CreatedAt });
        invoice.HasOne<Account>().WithMany().HasForeignKey(i => i.AccountId).OnDelete(DeleteBehavior.Restrict);
        invoice.HasMany(i => i.Lines).WithOne().HasForeignKey(line => line.InvoiceId);
        invoice.HasMany(i => i.Taxes).WithOne().HasForeignKey(tax => tax.InvoiceId);
        invoice.Navigation(i => i.Lines).UsePropertyAccessMode(PropertyAccessMode.Field);
        invoice.Navigation(i => i.Taxes).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

public sealed class InvoiceLineTable : IEntityTypeConfiguration<InvoiceLine>
{
    public void Configure(EntityTypeBuilder<InvoiceLine> line)
    {
        line.ToTable("InvoiceLines");
        line.Property(l => l.Id).ValueGeneratedNever();
        line.Property(l => l.Description).HasMaxLength(400);
        line.HasIndex(l => new { l.InvoiceId, l.Position }).IsUnique();
    }
}

public sealed class InvoiceTaxTable : IEntityTypeConfiguration<InvoiceTax>
{
    public void Configure(EntityTypeBuilder<InvoiceTax> tax)
    {
        tax.ToTable("InvoiceTaxes");
        tax.Ignore(t => t.Component);
        tax.Property(t => t.Id).ValueGeneratedNever();
        tax.Property(t => t.Jurisdiction).HasMaxLength(40);
        tax.Property(t => t.Name).HasMaxLength(100);
        tax.Property(t => t.Reason).HasMaxLength(40);
        tax.HasIndex(t => new { t.InvoiceId, t.Position }).IsUnique();
    }
}

public sealed class InvoiceDocumentTable : IEntityTypeConfiguration<InvoiceDocument>
{
    public void Configure(EntityTypeBuilder<InvoiceDocument> document)
    {
        document.ToTable("InvoiceDocuments", table => table.HasTrigger("InvoiceDocuments_AppendOnly")).HasKey(d => d.InvoiceId);
        document.Property(d => d.Hash).HasMaxLength(64).IsUnicode(false);
        document.HasOne<Invoice>().WithOne().HasForeignKey<InvoiceDocument>(d => d.InvoiceId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class InvoiceLinkTable : IEntityTypeConfiguration<InvoiceLink>
{
    public void Configure(EntityTypeBuilder<InvoiceLink> link)
    {
        link.ToTable("InvoiceLinks").HasKey(l => l.TokenHash);
        link.Property(l => l.TokenHash).HasMaxLength(64).IsUnicode(false);
        link.HasIndex(l => l.InvoiceId);
        link.HasIndex(l => l.SightId).IsUnique();
        link.HasOne<Invoice>().WithMany().HasForeignKey(l => l.InvoiceId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class InvoiceSeriesTable : IEntityTypeConfiguration<InvoiceSeries>
{
    public void Configure(EntityTypeBuilder<InvoiceSeries> series)
    {
        series.ToTable("InvoiceSeries");
        series.Property(s => s.Id).HasMaxLength(20);
    }
}

public sealed class InvoiceRunTable : IEntityTypeConfiguration<InvoiceRunRecord>
{
    public void Configure(EntityTypeBuilder<InvoiceRunRecord> run)
    {
        run.ToTable("InvoiceRuns");
        run.Ignore(r => r.Tally);
        run.HasIndex(r => r.StartedAt);
    }
}

public sealed class OneOffOrderTable : IEntityTypeConfiguration<OneOffOrder>
{
    public void Configure(EntityTypeBuilder<OneOffOrder> order)
    {
        order.ToTable("OneOffOrders").HasKey(o => o.InvoiceId);
        order.Property(o => o.RequestKey).HasMaxLength(64).IsUnicode(false);
        order.Property(o => o.OrderedBy).HasMaxLength(450);
        order.HasIndex(o => o.RequestKey).IsUnique();
        order.HasOne<Invoice>().WithOne().HasForeignKey<OneOffOrder>(o => o.InvoiceId).OnDelete(DeleteBehavior.Restrict);
    }
}
