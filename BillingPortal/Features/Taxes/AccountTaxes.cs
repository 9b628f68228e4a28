using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Taxes;

/// <summary>The taxes of one account at one instant, and the facts on which they rest.</summary>
public sealed record AccountTax(IReadOnlyList<TaxComponent> Components, TaxBasis Basis);

/// <summary>What is known of buyers beyond their profiles: the standing of their tax ids, and where something says that they are.</summary>
public sealed record BuyerFacts(IReadOnlyDictionary<Guid, TaxIdStanding> TaxIds, ILookup<Guid, LocationEvidence> Seen);

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
    public async Task<Result<AccountTax>> OfAsync(BillingDbContext db, Account account, DateTime at, CancellationToken ct = default) => await OfAsync(db, account, at, await FactsAsync(db, [account], ct), ct);

    /// <summary>The same with what was read for many.</summary>
    public async Task<Result<AccountTax>> OfAsync(BillingDbContext db, Account account, DateTime at, BuyerFacts facts, CancellationToken ct = default)
    {
        if (source.IsRemote && db.Database.CurrentTransaction is not null) throw new InvalidOperationException("A tax provider is not asked inside a transaction.");
        if (!(await source.AskAsync(account.Profile, at, ct)).Is(out var law, out var problem)) return problem;

        var id = HasTaxId(account) ? facts.TaxIds.GetValueOrDefault(account.Id) : null;
        var certificates = (await books.CertificatesAsync(account.Id, ct)).Where(certificate => certificate.ValidFrom <= at && (certificate.ValidUntil is null || at < certificate.ValidUntil)).ToList();
        var components = new List<TaxComponent>();
        foreach (var tax in law.Components) components.Add(await DecideAsync(tax, account.Profile, id, certificates, at, ct));
        return new AccountTax(components, await BasisAsync(account, law, components, id, certificates, facts, at, ct));
    }

    /// <summary>What the taxes of many accounts rest on beside law and books, in two statements at most.</summary>
    public async Task<BuyerFacts> FactsAsync(BillingDbContext db, IReadOnlyCollection<Account> accounts, CancellationToken ct = default)
    {
        List<Guid> withId = [.. accounts.Where(HasTaxId).Select(account => account.Id)], seenAbroad = [.. accounts.Where(IsAskedForEvidence).Select(account => account.Id)];
        var standings = withId.Count == 0 ? [] : await db.TaxIdStandings.AsNoTracking().Where(standing => EF.Parameter(withId).Contains(standing.AccountId)).ToListAsync(ct);
        var seen = seenAbroad.Count == 0 ? []
            : await db.LocationEvidence.AsNoTracking().Where(evidence => EF.Parameter(seenAbroad).Contains(evidence.AccountId)).OrderBy(evidence => evidence.Kind).ToListAsync(ct);
        return new(standings.ToDictionary(standing => standing.AccountId), seen.ToLookup(evidence => evidence.AccountId));
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

    private static bool HasTaxId(Account account) => account.Profile.TaxId is not null && account.Profile.Country != UnitedStates;

    /// <summary>Sales tax of a state asks for none: its law goes by the billing address.</summary>
    private static bool IsAskedForEvidence(Account account) => account.Profile.Country is not (null or UnitedStates);

    private async Task<TaxBasis> BasisAsync(
        Account account, TaxAnswer law, List<TaxComponent> components, TaxIdStanding? id, List<ExemptionCertificate> certificates, BuyerFacts facts, DateTime at, CancellationToken ct)
    {
        var numbers = new Dictionary<string, string>();
        foreach (var tax in components)
            if (await books.NumberAsync(tax.Jurisdiction, at, ct) is { } number) numbers[tax.Jurisdiction] = number;
        var used = certificates.Where(certificate => components.Exists(tax => tax.Reason == TaxReasons.Exempt && tax.Jurisdiction == certificate.Jurisdiction));
        var isMissed = components.Exists(tax => tax.IsCharged && ReverseCharge.Concerns(tax, account.Profile, id, options));
        return new(
            law.Source, at, id is null ? null : new(id.TaxId, id.State, id.ConsultationNumber ?? id.ConfirmedBecause, id.Requester, id.AnsweredAt, isMissed),
            [.. used.Select(certificate => new CertificateProof(certificate.Jurisdiction, certificate.Number, certificate.Reason, certificate.ValidFrom, certificate.ValidUntil))],
            numbers, Evidence(account, id, facts));
    }

    private static List<EvidenceItem> Evidence(Account account, TaxIdStanding? id, BuyerFacts facts)
    {
        if (account.Profile.Country is not { } country) return [];
        var items = new List<EvidenceItem> { new(EvidenceKind.BillingAddress, country, null) };
        if (id is not null && id.Country.Length == 2) items.Add(new(EvidenceKind.TaxId, id.Country, id.AnsweredAt));
        if (IsAskedForEvidence(account)) items.AddRange(facts.Seen[account.Id].Select(evidence => new EvidenceItem(evidence.Kind, evidence.Country, evidence.SeenAt)));
        return items;
    }
}
