using System.Collections.Concurrent;
using System.Globalization;
using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Stripe;

namespace BillingPortal.Features.Taxes;

/// <summary>A tax component as Stripe knows it. Stripe's rates never change their percentage; another percentage is another rate.</summary>
public sealed class StripeTaxRate
{
    public required string Jurisdiction { get; init; }

    public required string Name { get; init; }

    public required decimal Percentage { get; init; }

    public required string StripeId { get; init; }
}

public sealed class StripeTaxRateTable : IEntityTypeConfiguration<StripeTaxRate>
{
    public void Configure(EntityTypeBuilder<StripeTaxRate> rate)
    {
        rate.ToTable("StripeTaxRates").HasKey(r => new { r.Jurisdiction, r.Name, r.Percentage });
        rate.Property(r => r.Jurisdiction).HasMaxLength(10);
        rate.Property(r => r.Name).HasMaxLength(100);
        rate.Property(r => r.Percentage).HasPrecision(7, 4);
        rate.Property(r => r.StripeId).HasMaxLength(255);
    }
}

/// <summary>Makes tax components known to Stripe, each once, and remembers them.</summary>
public sealed class StripeTaxRates(IDbContextFactory<BillingDbContext> contexts, IStripeClient stripe, StripeCalls calls)
{
    private readonly TaxRateService rates = new(stripe);
    private readonly ConcurrentDictionary<(string, string, decimal), string> known = new();

    /// <summary>The id of the tax rate at Stripe. Safe to run again after a crash, and on several nodes at once.</summary>
    public async Task<Result<string>> IdAsync(TaxComponent component, CancellationToken ct = default)
    {
        var key = (component.Jurisdiction, component.Name, component.Percentage);
        if (known.TryGetValue(key, out var id)) return id;
        if (await StoredAsync(component, ct) is { } stored) return known.GetOrAdd(key, stored);

        var made = await calls.TryAsync(() => rates.CreateAsync(Options(component), new() { IdempotencyKey = Key(component) }, ct), ct);
        return made.Is(out var rate, out var problem) ? known.GetOrAdd(key, await StoreAsync(component, rate.Id, ct)) : problem;
    }

    private static TaxRateCreateOptions Options(TaxComponent component)
    {
        var place = component.Jurisdiction.Split('-');
        return new()
        {
            DisplayName = component.Name,
            Percentage = component.Percentage,
            Inclusive = false,
            Jurisdiction = component.Jurisdiction,
            Country = place[0],
            State = place.ElementAtOrDefault(1),
        };
    }

    private static string Key(TaxComponent component) =>
        $"tax-rate:{component.Jurisdiction}:{component.Name}:{component.Percentage.ToString("0.####", CultureInfo.InvariantCulture)}";

    private async Task<string?> StoredAsync(TaxComponent component, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Set<StripeTaxRate>()
            .Where(rate => rate.Jurisdiction == component.Jurisdiction && rate.Name == component.Name && rate.Percentage == component.Percentage)
            .Select(rate => rate.StripeId).FirstOrDefaultAsync(ct);
    }

    private async Task<string> StoreAsync(TaxComponent component, string stripeId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        db.Add(new StripeTaxRate { Jurisdiction = component.Jurisdiction, Name = component.Name, Percentage = component.Percentage, StripeId = stripeId });
        try
        {
            await db.SaveChangesAsync(ct);
            return stripeId;
        }
        catch (DbUpdateException)
        {
            // Another node stored it first; what is stored counts.
            if (await StoredAsync(component, ct) is not { } stored) throw;
            return stored;
        }
    }
}
