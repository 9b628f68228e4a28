using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;
using Stripe;

namespace BillingPortal.Features.Plans;

/// <summary>Makes plan versions known to Stripe: a product and a monthly price each, when a version is first sold.</summary>
public sealed class StripePrices(IDbContextFactory<BillingDbContext> contexts, IStripeClient stripe, StripeCalls calls)
{
    private readonly PriceService prices = new(stripe);
    private readonly ProductService products = new(stripe);

    /// <summary>The id of the version's price at Stripe. Safe to run again after a crash between any two steps, and on several nodes at once.</summary>
    public async Task<Result<string>> EnsureAsync(PlanVersion plan, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await KnownAsync(db, plan, ct) is { } known) return known;

        var made = await calls.TryAsync(() => FindOrMakeAsync(plan, ct), ct);
        if (!made.Is(out var price, out var problem)) return problem;

        db.Add(new PlanAtStripe { PlanVersionId = plan.Id, StripeProductId = price.ProductId, StripePriceId = price.Id });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            // Another node was first; both found the same price at Stripe.
            if (await KnownAsync(db, plan, ct) is null) throw;
        }
        return price.Id;
    }

    private static Task<string?> KnownAsync(BillingDbContext db, PlanVersion plan, CancellationToken ct) =>
        db.PlansAtStripe.Where(sold => sold.PlanVersionId == plan.Id).Select(sold => sold.StripePriceId).FirstOrDefaultAsync(ct);

    // Stripe forgets idempotency keys after a day; the lookup key finds what an interrupted attempt left behind for longer than that.
    private async Task<Price> FindOrMakeAsync(PlanVersion plan, CancellationToken ct)
    {
        var key = $"plan_{plan.Id:N}";
        var found = await prices.ListAsync(new() { LookupKeys = [key] }, cancellationToken: ct);
        if (found.Data.FirstOrDefault() is { } price) return price;

        var metadata = new Dictionary<string, string> { ["plan"] = plan.PlanCode, ["plan_version"] = plan.Id.ToString() };
        var product = await products.CreateAsync(new() { Name = plan.Name, Metadata = metadata }, new() { IdempotencyKey = $"product:{key}" }, ct);
        var terms = new PriceCreateOptions
        {
            Product = product.Id,
            LookupKey = key,
            Currency = plan.Price.Currency.Wire,
            // A plan's price is whole minor units, so unit_amount says it exactly; unit_amount_decimal is for fractions of one.
            UnitAmount = checked(plan.Price.Minor * plan.Price.Currency.StripeFactor),
            Recurring = new() { Interval = "month" },
            TaxBehavior = "exclusive",
            Metadata = metadata,
        };
        return await prices.CreateAsync(terms, new() { IdempotencyKey = $"price:{key}" }, ct);
    }
}
