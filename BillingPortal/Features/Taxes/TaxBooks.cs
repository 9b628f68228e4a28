using BillingPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Taxes;

/// <summary>What finance has recorded, read once and kept for half a minute: registrations and certificates are few, accounts are many.</summary>
public sealed class TaxBooks(IDbContextFactory<BillingDbContext> contexts, TaxRegistrations configured, TimeProvider system)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private sealed record Page(long ReadAt, ILookup<string, TaxRegistration> Registrations, ILookup<Guid, ExemptionCertificate> Certificates);

    private volatile Page? page;

    /// <summary>Reads again at the next question: what was recorded here counts here at once, on other nodes within half a minute.</summary>
    public void Forget() => page = null;

    /// <summary>Whether the seller collects there. From the first recorded registration of a jurisdiction on, configuration no longer speaks for it.</summary>
    public async Task<bool> CollectsAsync(string jurisdiction, DateTime at, CancellationToken ct = default)
    {
        var recorded = (await ReadAsync(ct)).Registrations[jurisdiction].ToList();
        return recorded.Count > 0 ? recorded.Any(registration => registration.HoldsAt(at)) : configured.Include(jurisdiction);
    }

    public async Task<string?> NumberAsync(string jurisdiction, DateTime at, CancellationToken ct = default) =>
        (await ReadAsync(ct)).Registrations[jurisdiction].FirstOrDefault(registration => registration.HoldsAt(at))?.Number;

    public async Task<IReadOnlyList<ExemptionCertificate>> CertificatesAsync(Guid accountId, CancellationToken ct = default) => [.. (await ReadAsync(ct)).Certificates[accountId]];

    /// <summary>When a registration or a certificate next begins or ends for an account there.</summary>
    public async Task<DateTime?> NextChangeAsync(Guid accountId, IReadOnlyCollection<string> jurisdictions, DateTime after, CancellationToken ct = default)
    {
        var books = await ReadAsync(ct);
        var days = jurisdictions.SelectMany(jurisdiction => books.Registrations[jurisdiction]).SelectMany(registration => new[] { registration.From, registration.Until })
            .Concat(books.Certificates[accountId].SelectMany(certificate => new[] { certificate.ValidFrom, certificate.ValidUntil }));
        return days.Where(day => day > after).Min();
    }

    private async Task<Page> ReadAsync(CancellationToken ct)
    {
        var now = system.GetTimestamp();
        if (page is { } known && system.GetElapsedTime(known.ReadAt, now) < Kept) return known;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var registrations = await db.TaxRegistrations.AsNoTracking().OrderBy(registration => registration.From).ToListAsync(ct);
        var certificates = await db.ExemptionCertificates.AsNoTracking().OrderBy(certificate => certificate.ValidFrom).ThenBy(certificate => certificate.Id).ToListAsync(ct);
        return page = new(now, registrations.ToLookup(registration => registration.Jurisdiction), certificates.ToLookup(certificate => certificate.AccountId));
    }
}
