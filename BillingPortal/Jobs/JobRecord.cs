using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Jobs;

/// <summary>The last run of a job that is worth telling of, on any node, by the system's clock.</summary>
public sealed class JobRecord
{
    public required string Name { get; init; }

    public required DateTime StartedAt { get; init; }

    public required TimeSpan Took { get; init; }

    /// <summary>What it worked on; null where the job does not say.</summary>
    public int? Rows { get; init; }

    public string? Error { get; init; }
}

public sealed class JobRecordTable : IEntityTypeConfiguration<JobRecord>
{
    public void Configure(EntityTypeBuilder<JobRecord> record)
    {
        record.ToTable("JobRecords").HasKey(r => r.Name);
        record.Property(r => r.Name).HasMaxLength(60);
        record.Property(r => r.Error).HasMaxLength(500);
        record.Property(r => r.Took).HasConversion<long>();
    }
}
