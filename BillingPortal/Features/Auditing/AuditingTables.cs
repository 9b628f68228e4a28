using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Features.Auditing;

public static class AuditingTables
{
    extension(BillingDbContext db)
    {
        public DbSet<AuditEntry> AuditEntries => db.Set<AuditEntry>();
    }

    /// <summary>Adds an audit entry to the caller's unit of work, so that it is saved with the change or not at all.</summary>
    public static void Record(this BillingDbContext db, Actor actor, string action, Guid subjectId, DateTime now, string? details = null) => db.Add(new AuditEntry
    {
        At = now, UserId = actor.UserId, ActorName = actor.IsSystem ? actor.Name : "person", Action = action, SubjectId = subjectId, Details = details,
    });
}

public sealed class AuditEntryTable : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("AuditEntries", table => table.HasTrigger("AuditEntries_AppendOnly"));
        entry.Property(e => e.UserId).HasMaxLength(450);
        entry.Property(e => e.ActorName).HasMaxLength(100);
        entry.Property(e => e.Action).HasMaxLength(80);
        entry.Property(e => e.Details).HasMaxLength(2000);
        entry.HasIndex(e => new { e.SubjectId, e.At });
        entry.HasIndex(e => e.At);
    }
}
