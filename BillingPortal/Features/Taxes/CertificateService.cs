using System.ComponentModel.DataAnnotations;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Taxes;

/// <summary>What finance fills in when a customer has sent an exemption certificate.</summary>
public sealed record NewCertificate : IValidatableObject
{
    /// <summary>Billing email, or the id of a team or an account.</summary>
    [Required(ErrorMessage = "Say whose it is."), StringLength(254, ErrorMessage = "This has at most 254 characters.")]
    public string? Account { get; set; }

    [Required(ErrorMessage = "Choose which tax it is about.")]
    public string? Jurisdiction { get; set; }

    [Required(ErrorMessage = "A certificate has a number."), StringLength(60, ErrorMessage = "A number has at most 60 characters.")]
    public string? Number { get; set; }

    [Required(ErrorMessage = "Say why; it is printed on invoices."), StringLength(100, ErrorMessage = "A reason has at most 100 characters.")]
    public string? Reason { get; set; }

    [Required(ErrorMessage = "Say from which day.")]
    public DateOnly? From { get; set; }

    /// <summary>The last day; left out where the paper names none.</summary>
    public DateOnly? Until { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Jurisdiction is { } where && !TaxTable.Jurisdictions.Contains(where)) yield return new("The tax table knows codes such as US-NY, CA, CA-QC or DE.", [nameof(Jurisdiction)]);
        foreach (var fault in TaxDays.Faults(From, Until)) yield return fault;
    }
}

public sealed record CertificateView(Guid Id, Guid AccountId, string Account, string Jurisdiction, string Number, string Reason, DateTime ValidFrom, DateTime? ValidUntil);

/// <summary>Finance's record of who is exempt from which tax.</summary>
public sealed class CertificateService(IDbContextFactory<BillingDbContext> contexts, TaxBooks books, BillingClock clock, LiveChanges changes)
{
    private const int Most = 200;

    /// <summary>The newest first.</summary>
    public async Task<Result<IReadOnlyList<CertificateView>>> ListAsync(Actor actor, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var accounts = db.Accounts;
        var rows = await db.ExemptionCertificates.AsNoTracking().OrderByDescending(certificate => certificate.Id).Take(Most)
            .Join(accounts, certificate => certificate.AccountId, account => account.Id, (certificate, account) => new { certificate, account.Name }).ToListAsync(ct);
        return Result<IReadOnlyList<CertificateView>>.Of([.. rows.OrderByDescending(row => row.certificate.RecordedAt).Select(row => View(row.certificate, row.Name))]);
    }

    public async Task<Result<CertificateView>> AddAsync(Actor actor, NewCertificate input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;
        if (Problem.In(input) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (!(await FindAsync(db, input.Account!.Trim(), ct)).Is(out var account, out var unknown)) return unknown;

        var now = clock.Now;
        var certificate = new ExemptionCertificate
        {
            AccountId = account.Id, Jurisdiction = input.Jurisdiction!, Number = input.Number!.Trim(), Reason = input.Reason!.Trim(), ValidFrom = TaxDays.Start(input.From!.Value), RecordedAt = now,
        }.Until(TaxDays.End(input.Until));
        db.Add(certificate);
        db.Record(actor, "certificate.recorded", account.Id, now, $"{certificate.Jurisdiction} from {input.From:yyyy-MM-dd}");
        await SaveAsync(db, account.Id, ct);
        return View(certificate, account.Name);
    }

    /// <param name="lastDay">The last day on which it holds.</param>
    public async Task<Result<Done>> EndAsync(Actor actor, Guid certificateId, DateOnly lastDay, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.ExemptionCertificates.FirstOrDefaultAsync(known => known.Id == certificateId, ct) is not { } certificate) return Problem.NotFound("certificate");
        if (TaxDays.End(lastDay) is not { } until || (certificate.ValidUntil is { } already && already <= until)) return Problem.Invalid("until", "It ends earlier already.");

        certificate.End(until);
        db.Record(actor, "certificate.ended", certificate.AccountId, clock.Now, $"{certificate.Jurisdiction} until {lastDay:yyyy-MM-dd}");
        try
        {
            await SaveAsync(db, certificate.AccountId, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Conflict("Somebody else changed this meanwhile. Look at it again.");
        }
        return Done.It;
    }

    private async Task SaveAsync(BillingDbContext db, Guid accountId, CancellationToken ct)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            await db.TaxMayChangeAsync(db.Accounts.Where(account => account.Id == accountId), clock.Now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        books.Forget();
        changes.Tell(accountId);
    }

    private static async Task<Result<Account>> FindAsync(BillingDbContext db, string text, CancellationToken ct)
    {
        var teams = db.Teams;
        var found = Guid.TryParse(text, out var id)
            ? await db.Accounts.AsNoTracking().Where(account => account.Id == id || teams.Any(team => team.Id == id && team.AccountId == account.Id)).Take(2).ToListAsync(ct)
            : await db.Accounts.AsNoTracking().Where(account => account.BillingEmail == text).Take(2).ToListAsync(ct);
        return found.Count switch
        {
            1 => found[0],
            0 => Problem.Invalid("account", "Nobody is billed at this address or under this id."),
            _ => Problem.Invalid("account", "Several accounts are billed at this address. Give the id of the team instead."),
        };
    }

    private static CertificateView View(ExemptionCertificate certificate, string account) =>
        new(certificate.Id, certificate.AccountId, account, certificate.Jurisdiction, certificate.Number, certificate.Reason, certificate.ValidFrom, certificate.ValidUntil);
}
