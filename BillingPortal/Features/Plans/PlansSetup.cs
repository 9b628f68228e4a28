using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Plans;

public static class PlansSetup
{
    public static IServiceCollection AddPlans(this IServiceCollection services) => services.AddSingleton<PlanCatalogue>().AddSingleton<PlanOffers>().AddSingleton<AccountPlans>().AddSingleton<StripePrices>()
        .AddSingleton<CatalogueService>().AddSingleton<CatalogueReading>();

    /// <summary>Publishes the first plans where there are none. Several nodes may start at once: one of them wins, the others find the plans there.</summary>
    public static async Task PublishFirstPlansAsync(this IServiceProvider services, CancellationToken ct = default)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<BillingDbContext>>();
        if (await AnyAsync(contexts, ct)) return;
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            db.AddRange(FirstPlans.Publish(services.GetRequiredService<BillingClock>().Now));
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            if (!await AnyAsync(contexts, ct)) throw;
        }
    }

    private static async Task<bool> AnyAsync(IDbContextFactory<BillingDbContext> contexts, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.PlanVersions.AnyAsync(ct);
    }
}
