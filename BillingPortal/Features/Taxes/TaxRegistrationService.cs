using System.ComponentModel.DataAnnotations;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Taxes;

/// <summary>What finance fills in when the seller has registered with a tax office.</summary>
public sealed record NewTaxRegistration : IValidatableObject
{
    [Required(ErrorMessage = "Choose where.")]
    public string? Jurisdiction { get; set; }

    [StringLength(40, ErrorMessage = "A number has at most 40 characters.")]
    public string? Number { get; set; }

    [Required(ErrorMessage = "Say from which day.")]
    public DateOnly? From { get; set; }

    /// <summary>The last day; left out, it is open.</summary>
    public DateOnly? Until { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Jurisdiction is { } where && !TaxTable.Jurisdictions.Contains(where)) yield return new("The tax table knows codes such as US-NY, CA, CA-QC or DE.", [nameof(Jurisdiction)]);
        foreach (var fault in TaxDays.Faults(From, Until)) yield return fault;
    }
}

/// <summary>Days as finance types them, and the instants that they stand for.</summary>
internal static class TaxDays
{
    private static readonly DateOnly First = new(2000, 1, 1), Last = new(2099, 12, 31);

    public static DateTime Start(DateOnly day) => day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

    public static DateTime? End(DateOnly? lastDay) => lastDay is { } day ? Start(day.AddDays(1)) : null;

    public static IEnumerable<ValidationResult> Faults(DateOnly? from, DateOnly? until)
    {
        if (from < First || from > Last) yield return new("The day lies between 2000 and 2099.", ["From"]);
        if (until < First || until > Last) yield return new("The day lies between 2000 and 2099.", ["Until"]);
        else if (until < from) yield return new("The last day is before the first.", ["Until"]);
    }
}

/// <param name="Configured">Where configuration collects; a recorded registration overrules it for its jurisdiction.</param>
public sealed record TaxRegistrationList(IReadOnlyList<TaxRegistration> Recorded, IReadOnlyList<string> Configured);

/// <summary>Finance's record of where the seller is registered.</summary>
public sealed class TaxRegistrationService(IDbContextFactory<BillingDbContext> contexts, TaxRegistrations configured, TaxBooks books, BillingClock clock)
{
    public async Task<Result<TaxRegistrationList>> ListAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var recorded = await db.TaxRegistrations.AsNoTracking().OrderBy(registration => registration.Jurisdiction).ThenBy(registration => registration.From).ToListAsync(ct);
        return new TaxRegistrationList(recorded, [.. TaxTable.Jurisdictions.Where(configured.Include).Except(recorded.Select(registration => registration.Jurisdiction)).Order(StringComparer.Ordinal)]);
    }

    public async Task<Result<TaxRegistration>> AddAsync(Actor actor, NewTaxRegistration input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;
        if (Problem.In(input) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var registration = new TaxRegistration { Jurisdiction = input.Jurisdiction!, Number = string.IsNullOrWhiteSpace(input.Number) ? null : input.Number.Trim(), From = TaxDays.Start(input.From!.Value) };
        if (TaxDays.End(input.Until) is { } until) registration.End(until);
        var others = await db.TaxRegistrations.AsNoTracking().Where(other => other.Jurisdiction == registration.Jurisdiction).ToListAsync(ct);
        if (others.Exists(other => Overlap(other, registration))) return Problem.Invalid("from", "Another registration there holds on some of these days. End it first.");

        db.Add(registration);
        db.Record(actor, "taxRegistration.added", registration.Id, clock.Now, $"{registration.Jurisdiction} from {input.From:yyyy-MM-dd}");
        try
        {
            await SaveAsync(db, registration.Jurisdiction, ct);
        }
        catch (DbUpdateException)
        {
            return Problem.Conflict("Somebody else has recorded a registration from that day. Look at it again.");
        }
        return registration;
    }

    /// <param name="lastDay">The last day on which it holds.</param>
    public async Task<Result<Done>> EndAsync(Actor actor, Guid registrationId, DateOnly lastDay, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.TaxRegistrations.FirstOrDefaultAsync(known => known.Id == registrationId, ct) is not { } registration) return Problem.NotFound("registration");
        if (TaxDays.End(lastDay) is not { } until || until <= registration.From) return Problem.Invalid("until", "The last day is before the first.");
        if (registration.Until is { } already && already <= until) return Problem.Invalid("until", "It ends earlier already.");

        registration.End(until);
        db.Record(actor, "taxRegistration.ended", registration.Id, clock.Now, $"{registration.Jurisdiction} until {lastDay:yyyy-MM-dd}");
        try
        {
            await SaveAsync(db, registration.Jurisdiction, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Conflict("Somebody else changed this meanwhile. Look at it again.");
        }
        return Done.It;
    }

    /// <summary>With it every account of the place comes into the queue of those whose tax at Stripe is looked at.</summary>
    private async Task SaveAsync(BillingDbContext db, string jurisdiction, CancellationToken ct)
    {
        var (country, region) = (jurisdiction[..2], jurisdiction.Length > 3 ? jurisdiction[3..] : null);
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            await db.TaxMayChangeAsync(db.Accounts.Where(account => account.Profile.Country == country && (region == null || account.Profile.Region == region)), clock.Now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        books.Forget();
    }

    private static bool Overlap(TaxRegistration one, TaxRegistration other) =>
        one.From < (other.Until ?? DateTime.MaxValue) && other.From < (one.Until ?? DateTime.MaxValue);
}
