using System.Security.Cryptography;

namespace BillingPortal.Features.Discounts;

/// <summary>Codes that were made together, each for one redemption.</summary>
public sealed class DiscountBatch
{
    // Without the characters that are taken for one another; twelve of them are 58 bits.
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 12;

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string Prefix { get; init; }

    public required int Count { get; init; }

    /// <summary>The terms of its codes, in a sentence.</summary>
    public required string Words { get; init; }

    public required DateTime CreatedAt { get; init; }

    public DateTime? EndedAt { get; private set; }

    public long Version { get; private set; }

    public IEnumerable<string> NewCodes() => Enumerable.Range(0, Count).Select(_ => $"{Prefix}-{RandomNumberGenerator.GetString(Letters, Length)}");

    public void End(DateTime now) => EndedAt ??= now;
}
