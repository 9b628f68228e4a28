using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Taxes;

/// <summary>The taxes of one account at one instant, and the facts on which they rest.</summary>
public sealed record AccountTax(IReadOnlyList<TaxComponent> Components, TaxBasis Basis);

/// <summary>
/// The one way to an account's taxes: what the law of its place charges, less what the buyer pays itself (reverse charge), what the seller does not
/// collect (no registration) and what a certificate frees. Nothing becomes 0 without a reason.
/// </summary>
public sealed class AccountTaxes(ITaxSource source, TaxBooks books, TaxOptions options)
{
    private const string UnitedStates = "US";

    /// <param name="db">The caller's unit of work; only read. Without an open transaction where the source is asked over the network.</param>
    /// <param name="account">Who pays.</param>
    /// <param name="at">The instant whose law, registrations and certificates apply.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<AccountTax>> OfAsync(BillingDbContext db, Account account, DateTime at, CancellationToken ct = default)
    {
        if (source.IsRemote && db.Database.CurrentTransaction is not null) throw new InvalidOperationException("A tax provider is not asked inside a transaction.");
        if (!(await source.AskAsync(account.Profile, at, ct)).Is(out var law, out var problem)) return problem;

        var id = await TaxIdAsync(db, account, ct);
        var certificates = (await books.CertificatesAsync(account.Id, ct)).Where(certificate => certificate.ValidFrom <= at && (certificate.ValidUntil is null || at < certificate.ValidUntil)).ToList();
        var components = new List<TaxComponent>();
        foreach (var tax in law.Components) components.Add(await DecideAsync(tax, account.Profile, id, certificates, at, ct));
        return new AccountTax(components, await BasisAsync(db, account, law, components, id, certificates, at, ct));
    }

    /// <summary>When this account's taxes may next be others by themselves: a date in the law, in a registration or on a certificate.</summary>
    public async Task<DateTime?> NextChangeAsync(Account account, AccountTax now, DateTime after, CancellationToken ct = default)
    {
        var recorded = await books.NextChangeAsync(account.Id, [.. now.Components.Select(tax => tax.Jurisdiction)], after, ct);
        var law = account.Profile.Country is { } country ? TaxTable.NextChange(country, account.Profile.Region, after) : null;
        return recorded is null || law < recorded ? law ?? recorded : recorded;
    }

    private async Task<TaxComponent> DecideAsync(TaxComponent tax, BillingProfile buyer, TaxIdStanding? id, List<ExemptionCertificate> certificates, DateTime at, CancellationToken ct)
    {
        if (!tax.IsCharged) return tax;
        if (ReverseCharge.Applies(tax, buyer, id, options)) return tax.Free(TaxReasons.ReverseCharge);
        if (!await books.CollectsAsync(tax.Jurisdiction, at, ct)) return tax.Free(TaxReasons.NotCollecting);
        return certificates.Exists(certificate => certificate.Jurisdiction == tax.Jurisdiction) ? tax.Free(TaxReasons.Exempt) : tax;
    }

    private static async Task<TaxIdStanding?> TaxIdAsync(BillingDbContext db, Account account, CancellationToken ct) =>
        account.Profile.TaxId is null || account.Profile.Country == UnitedStates ? null : await db.TaxIdStandings.AsNoTracking().FirstOrDefaultAsync(standing => standing.AccountId == account.Id, ct);

    private async Task<TaxBasis> BasisAsync(
        BillingDbContext db, Account account, TaxAnswer law, List<TaxComponent> components, TaxIdStanding? id, List<ExemptionCertificate> certificates, DateTime at, CancellationToken ct)
    {
        var numbers = new Dictionary<string, string>();
        foreach (var tax in components)
            if (await books.NumberAsync(tax.Jurisdiction, at, ct) is { } number) numbers[tax.Jurisdiction] = number;
        var used = certificates.Where(certificate => components.Exists(tax => tax.Reason == TaxReasons.Exempt && tax.Jurisdiction == certificate.Jurisdiction));
        var isMissed = components.Exists(tax => tax.IsCharged && ReverseCharge.Concerns(tax, account.Profile, id, options));
        return new(
            law.Source, at, id is null ? null : new(id.TaxId, id.State, id.ConsultationNumber ?? id.ConfirmedBecause, id.Requester, id.AnsweredAt, isMissed),
            [.. used.Select(certificate => new CertificateProof(certificate.Jurisdiction, certificate.Number, certificate.Reason, certificate.ValidFrom, certificate.ValidUntil))],
            numbers, await EvidenceAsync(db, account, id, ct));
    }

    /// <summary>Sales tax of a state asks for none: its law goes by the billing address.</summary>
    private static async Task<List<EvidenceItem>> EvidenceAsync(BillingDbContext db, Account account, TaxIdStanding? id, CancellationToken ct)
    {
        if (account.Profile.Country is not { } country) return [];
        var items = new List<EvidenceItem> { new(EvidenceKind.BillingAddress, country, null) };
        if (id is not null && id.Country.Length == 2) items.Add(new(EvidenceKind.TaxId, id.Country, id.AnsweredAt));
        if (country == UnitedStates) return items;

        var seen = await db.LocationEvidence.AsNoTracking().Where(evidence => evidence.AccountId == account.Id).OrderBy(evidence => evidence.Kind).ToListAsync(ct);
        return [.. items, .. seen.Select(evidence => new EvidenceItem(evidence.Kind, evidence.Country, evidence.SeenAt))];
    }
}
