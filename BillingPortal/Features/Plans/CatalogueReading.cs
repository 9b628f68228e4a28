using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Plans;

public enum SaleState
{
    /// <summary>Its day has not come.</summary>
    Coming,

    /// <summary>What new customers get.</summary>
    OnSale,

    /// <summary>Followed by a newer one; accounts may still be on it.</summary>
    Replaced,
}

/// <summary>A version as the catalogue shows it.</summary>
/// <param name="Version">What was published.</param>
/// <param name="State">Whether new customers get it.</param>
/// <param name="Accounts">How many are on it now.</param>
public sealed record CataloguedVersion(PlanVersionView Version, SaleState State, int Accounts);

/// <summary>A plan's versions, newest first, and the drafts of what may follow.</summary>
public sealed record CataloguedPlan(string Code, string Name, IReadOnlyList<CataloguedVersion> Versions, IReadOnlyList<PlanDraftView> Drafts);

/// <summary>A version in words.</summary>
public sealed record PlanVersionView(Guid Id, int Number, string Name, Money Price, DateTime SoldFrom, DateTime PublishedAt, IReadOnlyList<MetricInWords> Metrics)
{
    public static PlanVersionView Of(PlanVersion version) => new(
        version.Id, version.Number, version.Name, version.Price, version.SoldFrom, version.PublishedAt, [.. Plans.Metrics.All.Select(metric => MetricInWords.Of(version, metric))]);
}

/// <summary>The whole catalogue, for those who run the platform.</summary>
public sealed class CatalogueReading(IDbContextFactory<BillingDbContext> contexts, BillingClock clock)
{
    public async Task<Result<IReadOnlyList<CataloguedPlan>>> LookAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var versions = await db.PlanVersions.AsNoTracking().AsSplitQuery().OrderByDescending(version => version.Number).ToListAsync(ct);
        var drafts = await db.PlanDrafts.AsNoTracking().Where(draft => draft.PublishedAs == null).OrderBy(draft => draft.DraftedAt).ToListAsync(ct);
        var now = clock.Now;
        var accounts = await db.AccountPlans.Where(plan => plan.From <= now && (plan.To == null || plan.To > now)).GroupBy(plan => plan.PlanVersionId).Select(of => new { of.Key, Count = of.Count() }).ToDictionaryAsync(of => of.Key, of => of.Count, ct);
        return Result<IReadOnlyList<CataloguedPlan>>.Of([.. PlanCodes.All.Select(code => Plan(code, [.. versions.Where(version => version.PlanCode == code)], drafts, accounts))]);
    }

    private CataloguedPlan Plan(string code, List<PlanVersion> versions, List<PlanDraft> drafts, Dictionary<Guid, int> accounts) => new(
        code, versions.FirstOrDefault()?.Name ?? code,
        [.. versions.Select(version => new CataloguedVersion(PlanVersionView.Of(version), StateOf(version, versions), accounts.GetValueOrDefault(version.Id)))],
        [.. drafts.Where(draft => draft.PlanCode == code).Select(PlanDraftView.Of)]);

    private SaleState StateOf(PlanVersion version, List<PlanVersion> versions)
    {
        var now = clock.Now;
        if (version.SoldFrom > now) return SaleState.Coming;
        return versions.Any(other => other.Currency == version.Currency && other.SoldFrom > version.SoldFrom && other.SoldFrom <= now) ? SaleState.Replaced : SaleState.OnSale;
    }
}
