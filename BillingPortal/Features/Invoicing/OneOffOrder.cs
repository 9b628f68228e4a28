using System.Text.Json;

namespace BillingPortal.Features.Invoicing;

/// <summary>What finance ordered to be invoiced once. Written before anything else happens, so that a crash loses nothing and a repeated request finds it.</summary>
public sealed class OneOffOrder
{
    public required Guid InvoiceId { get; init; }

    /// <summary>A hash of who ordered it and under which idempotency key; null where none was given.</summary>
    public string? RequestKey { get; init; }

    public required string? OrderedBy { get; init; }

    public required DateTime OrderedAt { get; init; }

    /// <summary>The lines as JSON, in minor units.</summary>
    public required string Lines { get; init; }

    public IReadOnlyList<OneOffLine> Read() => JsonSerializer.Deserialize<List<OneOffLine>>(Lines)!;

    public static string Write(IReadOnlyList<OneOffLine> lines) => JsonSerializer.Serialize(lines);
}

/// <summary>One line of an order; the amount is quantity times unit amount.</summary>
/// <param name="Description">As printed.</param>
/// <param name="Quantity">Whole pieces.</param>
/// <param name="UnitAmount">In minor units.</param>
/// <param name="IsTaxed">False outside the scope of tax.</param>
public sealed record OneOffLine(string Description, long Quantity, long UnitAmount, bool IsTaxed = true)
{
    public long Amount => checked(Quantity * UnitAmount);
}
