using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Plans;

/// <summary>A draft as its editor sees it. <paramref name="Version"/> goes back with a change, so that two people do not overwrite each other.</summary>
public sealed record PlanDraftView(Guid Id, string PlanCode, PlanTerms Terms, long Version, DateTime ChangedAt, Guid? PublishedAs)
{
    public static PlanDraftView Of(PlanDraft draft) => new(draft.Id, draft.PlanCode, draft.Terms.Copy(), draft.Version, draft.ChangedAt, draft.PublishedAs);
}

/// <summary>Drafting and publishing plan versions. What is published never changes, and nobody is moved by it.</summary>
public sealed class CatalogueService(IDbContextFactory<BillingDbContext> contexts, BillingClock clock)
{
    private static readonly Problem ChangedMeanwhile = Problem.Conflict("This draft has been changed, published or discarded meanwhile. Look at what is there now; nothing of yours was saved.", "draft_changed");

    /// <summary>Begins a draft as a copy of a version.</summary>
    public async Task<Result<PlanDraftView>> DraftAsync(Actor actor, Guid versionId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.PlanVersions.AsNoTracking().FirstOrDefaultAsync(version => version.Id == versionId, ct) is not { } version) return Problem.NotFound("plan version");

        var draft = PlanDraft.Of(version, clock.Now);
        db.Add(draft);
        db.Record(actor, "planVersion.drafted", draft.Id, clock.Now, $"{version.PlanCode}, after version {version.Number}");
        await db.SaveChangesAsync(ct);
        return PlanDraftView.Of(draft);
    }

    public async Task<Result<PlanDraftView>> GetAsync(Actor actor, Guid draftId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.PlanDrafts.AsNoTracking().FirstOrDefaultAsync(draft => draft.Id == draftId, ct) is { } draft ? PlanDraftView.Of(draft) : Problem.NotFound("draft");
    }

    /// <param name="actor">Who changes it.</param>
    /// <param name="draftId">Which draft.</param>
    /// <param name="seen">The draft's version that the change was made on.</param>
    /// <param name="terms">What it shall say from now on.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<PlanDraftView>> ChangeAsync(Actor actor, Guid draftId, long seen, PlanTerms terms, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;
        if (Problem.In(terms) is { } unsound) return unsound;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await SeenAsync(db, draftId, seen, ct)).Is(out var draft, out var stale)) return stale;
        if (await FaultAsync(db, draft.PlanCode, terms, ct) is { } fault) return fault;

        draft.Change(terms, clock.Now);
        db.Record(actor, "planVersion.changed", draft.Id, clock.Now, draft.PlanCode);
        return await SavedAsync(db, draft, ct);
    }

    public async Task<Result<Done>> DiscardAsync(Actor actor, Guid draftId, long seen, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await SeenAsync(db, draftId, seen, ct)).Is(out var draft, out var stale)) return stale;

        db.Remove(draft);
        db.Record(actor, "planVersion.discarded", draft.Id, clock.Now, draft.PlanCode);
        return (await SavedAsync(db, draft, ct)).Is(out _, out var problem) ? Done.It : problem;
    }

    /// <summary>Makes the draft a version that is sold from its day on. Accounts stay on theirs.</summary>
    public async Task<Result<PlanDraftView>> PublishAsync(Actor actor, Guid draftId, long seen, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManagePlans) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await SeenAsync(db, draftId, seen, ct)).Is(out var draft, out var stale)) return stale;
        if (Problem.In(draft.Terms) is { } unsound) return unsound;
        if (await FaultAsync(db, draft.PlanCode, draft.Terms, ct) is { } fault) return fault;

        var now = clock.Now;
        var last = await db.PlanVersions.Where(version => version.PlanCode == draft.PlanCode).MaxAsync(version => (int?)version.Number, ct);
        var version = draft.Terms.ToVersion(draft.PlanCode, (last ?? 0) + 1, now);
        draft.BecameVersion(version, now);
        db.Add(version);
        db.Record(actor, "planVersion.published", version.Id, now, $"{version.PlanCode} version {version.Number}, {version.Price}");
        return await SavedAsync(db, draft, ct);
    }

    private static async Task<Result<PlanDraft>> SeenAsync(BillingDbContext db, Guid draftId, long seen, CancellationToken ct)
    {
        if (await db.PlanDrafts.FirstOrDefaultAsync(draft => draft.Id == draftId, ct) is not { } draft) return Problem.NotFound("draft");
        return draft.Version == seen && draft.PublishedAs is null ? draft : ChangedMeanwhile;
    }

    /// <summary>What is wrong with the terms for this plan, at this time, beside its other versions.</summary>
    private async Task<Problem?> FaultAsync(BillingDbContext db, string planCode, PlanTerms terms, CancellationToken ct)
    {
        var faults = terms.FaultsFor(planCode).ToList();
        var currency = new Currency(terms.Currency!.Trim().ToUpperInvariant());
        if (terms.SoldFrom is { } from)
        {
            if (from < clock.Now) faults.Add(("sold_from", "A version is sold from the present or a later time on, never from the past."));
            else if (await db.PlanVersions.AnyAsync(version => version.PlanCode == planCode && version.Currency == currency && version.SoldFrom == from, ct))
                faults.Add(("sold_from", $"This overlaps another version of the plan in {currency}, which is sold from the same instant."));
        }
        if (faults.Count == 0) return null;
        return Problem.Invalid(faults[0].Field, faults[0].Fault) with { Errors = faults.GroupBy(fault => fault.Field, fault => fault.Fault).ToDictionary(of => of.Key, of => of.ToArray()) };
    }

    private static async Task<Result<PlanDraftView>> SavedAsync(BillingDbContext db, PlanDraft draft, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return PlanDraftView.Of(draft);
        }
        catch (DbUpdateConcurrencyException)
        {
            return ChangedMeanwhile;
        }
        catch (DbUpdateException) when (db.ChangeTracker.Entries<PlanVersion>().Any())
        {
            return Problem.Conflict("Another version of this plan was published at this very moment. Look at what is there now; nothing was published.");
        }
    }
}
