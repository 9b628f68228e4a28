using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>A draft whose tax cannot be computed.</summary>
public sealed record PendingTax(Guid InvoiceId, Guid TeamId, string Account, DateTime Since, string Because);

/// <summary>An invoice whose evidence names more than one country.</summary>
public sealed record ContradictedPlace(Guid InvoiceId, Guid TeamId, string? Number, string Account, DateTime CreatedAt, IReadOnlyList<EvidenceItem> Evidence);

public sealed record TaxConcerns(IReadOnlyList<PendingTax> Pending, IReadOnlyList<ContradictedPlace> Contradicted);

/// <summary>What finance must know of the taxes of invoices: those that wait for theirs, and those whose buyer may be elsewhere.</summary>
public sealed class PendingTaxes(IDbContextFactory<BillingDbContext> contexts)
{
    private const int Most = 100;

    public async Task<Result<TaxConcerns>> LookAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        return new TaxConcerns(await PendingAsync(db, ct), await ContradictedAsync(db, ct));
    }

    private static async Task<List<PendingTax>> PendingAsync(BillingDbContext db, CancellationToken ct)
    {
        var accounts = db.Accounts;
        return await db.Invoices.AsNoTracking().Where(invoice => invoice.TaxPendingSince != null && invoice.Status == InvoiceStatus.Draft).OrderBy(invoice => invoice.TaxPendingSince).Take(Most)
            .Join(accounts, invoice => invoice.AccountId, account => account.Id, (invoice, account) => new PendingTax(invoice.Id, invoice.TeamId, account.Name, invoice.TaxPendingSince!.Value, invoice.HeldBecause!))
            .ToListAsync(ct);
    }

    private static async Task<List<ContradictedPlace>> ContradictedAsync(BillingDbContext db, CancellationToken ct)
    {
        var accounts = db.Accounts;
        var rows = await db.Invoices.AsNoTracking().Where(invoice => invoice.PlaceEvidence == PlaceEvidence.Contradicts && invoice.Status != InvoiceStatus.Void).OrderByDescending(invoice => invoice.CreatedAt).Take(Most)
            .Join(accounts, invoice => invoice.AccountId, account => account.Id, (invoice, account) => new { invoice.Id, invoice.TeamId, invoice.Number, account.Name, invoice.CreatedAt, invoice.TaxBasis }).ToListAsync(ct);
        return [.. rows.OrderByDescending(row => row.CreatedAt).Select(row => new ContradictedPlace(row.Id, row.TeamId, row.Number, row.Name, row.CreatedAt, TaxBasis.Read(row.TaxBasis!).Evidence))];
    }
}
