using System.Security.Cryptography;
using System.Text;

namespace BillingPortal.Features.Invoicing;

/// <summary>The PDF as it was issued. Rendered once, never again.</summary>
public sealed class InvoiceDocument
{
    public required Guid InvoiceId { get; init; }

    public required byte[] Pdf { get; init; }

    /// <summary>SHA-256, hexadecimal.</summary>
    public required string Hash { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>False where the stored bytes are not those that were made: then nobody gets them.</summary>
    public bool IsIntact => HashOf(Pdf) == Hash;

    public static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>A link to one invoice's PDF that needs no sign-in. Only a hash of its token is kept; it expires and can be revoked.</summary>
public sealed class InvoiceLink
{
    public static readonly TimeSpan Lives = TimeSpan.FromDays(90);

    public required string TokenHash { get; init; }

    public required Guid InvoiceId { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public required DateTime SentAt { get; init; }

    /// <summary>What the picture in the mail is asked for by. It tells of no person and opens nothing.</summary>
    public required Guid SightId { get; init; }

    public DateTime? RevokedAt { get; private set; }

    /// <summary>When the mail was first shown by a program that loads pictures; nothing else is kept of who looked.</summary>
    public DateTime? OpenedAt { get; private set; }

    public DateTime? DownloadedAt { get; private set; }

    public static InvoiceLink For(Guid invoiceId, string token, DateTime now) =>
        new() { TokenHash = HashOf(token), InvoiceId = invoiceId, SentAt = now, SightId = Guid.NewGuid(), ExpiresAt = now + Lives };

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public bool IsLive(DateTime now) => RevokedAt is null && now < ExpiresAt;

    public void Revoke(DateTime now) => RevokedAt ??= now;
}

/// <summary>The next number of one series of invoices ("BP-2026"). Taken in the transaction that stores the invoice, so that no number is ever skipped.</summary>
public sealed class InvoiceSeries
{
    public required string Id { get; init; }

    public long Last { get; private set; }
}
