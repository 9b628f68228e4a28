using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BillingPortal.Api;

/// <summary>A request that carried an idempotency key, and what it was answered; no status yet means that it is being worked on.</summary>
public sealed class IdempotentRequest
{
    public required string UserId { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path, query and body.</summary>
    public required string Hash { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Whoever works on it holds it until then; after a crash the next one takes over.</summary>
    public required DateTime LeasedUntil { get; init; }

    public int? StatusCode { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    public string? Body { get; init; }
}

public sealed class IdempotentRequestTable : IEntityTypeConfiguration<IdempotentRequest>
{
    public void Configure(EntityTypeBuilder<IdempotentRequest> request)
    {
        request.ToTable("IdempotentRequests").HasKey(r => new { r.UserId, r.Key });
        request.Property(r => r.UserId).HasMaxLength(100);
        request.Property(r => r.Key).HasMaxLength(Idempotency.LongestKey);
        request.Property(r => r.Hash).HasMaxLength(64).IsUnicode(false);
        request.Property(r => r.ContentType).HasMaxLength(100);
        request.Property(r => r.Location).HasMaxLength(500);
        // An answer may hold a secret that is shown once.
        request.Property(r => r.Body!).IsEncrypted();
    }
}
