using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Emails;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Credits;

/// <summary>Gives credit and takes back what is left of it.</summary>
public sealed class CreditService(IDbContextFactory<BillingDbContext> contexts, EmailOutbox emails, PortalLinks links, BillingClock clock, LiveChanges changes)
{
    public async Task<Result<CreditGrantView>> GrantAsync(Actor actor, GrantCredit input, CancellationToken ct = default)
    {
        if (Refused(actor, input) is { } refused) return refused;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(input.TeamId!.Value, ct) is not { } account) return NoTeam;
        var now = clock.Now;
        if (Unfit(input, account, now) is { } unfit) return unfit;

        var grant = new CreditGrant
        {
            AccountId = account.Id, Kind = input.Kind!.Value, Amount = input.Amount, Currency = account.Currency, Priority = input.Priority, Reason = input.Reason.Trim(), GrantedAt = now,
            GrantedBy = actor.UserId, ExpiresAt = input.ExpiresAt?.ToUniversalTime(),
        };
        db.AddRange(grant, grant.Grant(now));
        db.Record(actor, "credit.granted", account.Id, now, $"{grant.Left} {grant.Kind}: {grant.Reason}");
        await emails.QueueAsync(db, Mail(grant, account, input.TeamId.Value), ct);
        await db.SaveChangesAsync(ct);
        changes.Tell(account.Id);
        return CreditGrantView.Of(grant, now);
    }

    /// <summary>Takes back what of a grant is neither spent nor reserved; what a draft gives back later is taken back then.</summary>
    public async Task<Result<CreditGrantView>> VoidAsync(Actor actor, Guid grantId, VoidCredit input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.GrantCredits) is { } denied) return denied;
        if (Problem.In(input) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.CreditGrants.FirstOrDefaultAsync(one => one.Id == grantId, ct) is not { } grant) return Problem.NotFound("credit");
        if (grant.VoidedAt is not null) return Problem.Conflict("This credit has been voided already.");
        if (grant.Available == 0) return Problem.Conflict("Nothing of this credit is left to void: it is spent, reserved for an invoice, or expired.");

        var (now, left) = (clock.Now, grant.Left);
        db.Add(grant.Void(now) with { By = actor.UserId, Note = input.Reason.Trim() });
        db.Record(actor, "credit.voided", grant.AccountId, now, $"{left} {grant.Kind}: {input.Reason.Trim()}");
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Problem.Conflict("This credit has changed in the same moment. Look at what is left of it and try again.");
        }
        changes.Tell(grant.AccountId);
        return CreditGrantView.Of(grant, now);
    }

    /// <summary>Why this cannot be granted, by what the input and the actor's role say.</summary>
    public static Problem? Refused(Actor actor, GrantCredit input)
    {
        if (actor.Deny(Permission.GrantCredits) is { } denied) return denied;
        if (Problem.In(input) is { } problem) return problem;

        var amount = new Money(input.Amount, new(input.Currency!.Trim().ToUpperInvariant()));
        if (actor.IsSystem || actor.PlatformRoles.Contains(PlatformRole.Admin) || amount.Major <= GrantCredit.MostForFinance) return null;
        return Problem.Invalid("amount", $"Finance grants at most {Money.Rate(GrantCredit.MostForFinance, amount.Currency)} at a time. An administrator can grant more.", "over_limit");
    }

    /// <summary>Why this cannot be granted to this account now.</summary>
    public static Problem? Unfit(GrantCredit input, Account account, DateTime now) =>
        !string.Equals(input.Currency!.Trim(), account.Currency.Code, StringComparison.OrdinalIgnoreCase) ? Problem.Invalid("currency", $"{account.Name} is billed in {account.Currency}: credit must be, too.")
        : input.ExpiresAt is { } end && end.ToUniversalTime() <= now ? Problem.Invalid("expires_at", "The credit must expire in the future.")
        : null;

    private static Problem NoTeam => Problem.NotFound("team") with { Errors = new Dictionary<string, string[]> { ["team_id"] = ["There is no such team."] } };

    private Email Mail(CreditGrant grant, Account account, Guid teamId)
    {
        var body = new EmailBody($"{grant.Left} of credit for {account.Name}")
            .Paragraph(grant.Kind == CreditKind.Promotional
                ? "It lowers your next invoices, before tax, by itself. There is nothing to do."
                : "It pays your next invoices by itself, after tax. There is nothing to do.")
            .Table([("Amount", grant.Left.ToString()), ("Reason", grant.Reason), ("Can be used until", grant.ExpiresAt is { } end ? $"{end:d MMM yyyy, HH:mm} UTC" : "it is used up")])
            .Button("See your credits", links.To($"/teams/{teamId}/credits"));
        return new(account.BillingEmail, EmailKind.Account, $"You have {grant.Left} of credit", body, $"credit-granted:{grant.Id:N}");
    }
}
