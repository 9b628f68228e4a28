using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Discounts;

/// <summary>What administrators do with codes: make, look at, end. Finance may look.</summary>
public sealed class DiscountCodeService(IDbContextFactory<BillingDbContext> contexts, BillingClock clock)
{
    public async Task<Result<DiscountCodeView>> CreateAsync(Actor actor, DiscountCodeInput input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await FaultAsync(db, input, ct) is { } problem) return problem;

        var code = New(input, DiscountCode.Normalize(input.Code), input.MaxRedemptions, null);
        if (await db.DiscountCodes.AnyAsync(known => known.Code == code.Code, ct)) return Taken(code.Code);
        db.Add(code);
        db.Record(actor, "discountCode.created", code.Id, clock.Now, code.Code);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Somebody else made it in the same moment; anything else is not a refusal.
            if (!await IsKnownAsync(code.Code, ct)) throw;
            return Taken(code.Code);
        }
        return DiscountCodeView.Of(code, [], clock.Now);
    }

    public async Task<Result<DiscountBatchView>> CreateBatchAsync(Actor actor, DiscountBatchInput input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await FaultAsync(db, input, ct) is { } problem) return problem;

        var batch = new DiscountBatch { Prefix = DiscountCode.Normalize(input.Prefix), Count = input.Count, Words = DiscountWords.Of(input, 1), CreatedAt = clock.Now };
        db.Add(batch);
        db.AddRange(batch.NewCodes().Select(code => New(input, code, 1, batch.Id)));
        db.Record(actor, "discountCode.created", batch.Id, clock.Now, $"{batch.Count} of {batch.Prefix}");
        await db.SaveChangesAsync(ct);
        return DiscountBatchView.Of(batch, 0);
    }

    /// <summary>Takes no new redemptions from now on; who has redeemed it keeps it. Ending it again changes nothing.</summary>
    public async Task<Result<Done>> EndAsync(Actor actor, Guid codeId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.DiscountCodes.AsNoTracking().FirstOrDefaultAsync(c => c.Id == codeId, ct) is not { } code) return Problem.NotFound("discount code");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        DateTime? now = clock.Now;
        // Beside the redemptions that may be raising its count this moment, which a version in hand would lose against.
        var ended = await db.DiscountCodes.Where(c => c.Id == codeId && c.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.EndedAt, now).SetProperty(c => c.Version, c => c.Version + 1), ct);
        if (ended == 1) db.Record(actor, "discountCode.ended", codeId, now.Value, code.Code);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    public async Task<Result<Done>> EndBatchAsync(Actor actor, Guid batchId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageDiscounts) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.DiscountBatches.FirstOrDefaultAsync(b => b.Id == batchId, ct) is not { } batch) return Problem.NotFound("batch of discount codes");
        if (batch.EndedAt is not null) return Done.It;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        DateTime? now = clock.Now;
        await db.DiscountCodes.Where(c => c.BatchId == batchId && c.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.EndedAt, now).SetProperty(c => c.Version, c => c.Version + 1), ct);
        batch.End(now.Value);
        db.Record(actor, "discountCode.ended", batchId, now.Value, $"all of {batch.Prefix}");
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Done.It;
    }

    private async Task<Problem?> FaultAsync(BillingDbContext db, DiscountOffer offer, CancellationToken ct)
    {
        if (Problem.In(offer) is { } problem) return problem;
        if (offer.ExpiresAt <= clock.Now) return Problem.Invalid("expires_at", "The code would be expired already: choose a time to come.");

        if (offer.Plans is not { Count: > 0 } plans) return null;
        var paid = await db.PlanVersions.Where(version => version.PlanCode != PlanCodes.Free).Select(version => version.PlanCode).Distinct().OrderBy(code => code).ToListAsync(ct);
        return plans.FirstOrDefault(plan => !paid.Contains(plan)) is { } unknown
            ? Problem.Invalid("plans", $"There is no paid plan '{unknown}'. There are: {string.Join(", ", paid)}.")
            : null;
    }

    private DiscountCode New(DiscountOffer offer, string code, int? maxRedemptions, Guid? batchId) => new()
    {
        Code = code, PercentOff = offer.PercentOff, AmountOff = offer.AmountOff, Currency = offer.Amount?.Currency, Duration = offer.Duration!.Value, DurationInMonths = offer.DurationInMonths,
        MaxRedemptions = maxRedemptions, MaxPerAccount = offer.MaxPerAccount ?? 1, ExpiresAt = offer.ExpiresAt, Plans = [.. (offer.Plans ?? []).Distinct()],
        FirstPurchaseOnly = offer.FirstPurchaseOnly, AppliesToOverage = offer.AppliesToOverage, BatchId = batchId, CreatedAt = clock.Now,
    };

    private async Task<bool> IsKnownAsync(string code, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.DiscountCodes.AnyAsync(known => known.Code == code, ct);
    }

    private static Problem Taken(string code)
    {
        var sentence = $"There is a code {code} already. Upper and lower case are the same.";
        return Problem.Conflict(sentence) with { Errors = new Dictionary<string, string[]> { ["code"] = [sentence] } };
    }
}
