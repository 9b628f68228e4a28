using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Emails;

/// <summary>Emails waiting to be sent. Whoever has something to say queues it in the same save as the change; sending is a matter of its own.</summary>
public sealed class EmailOutbox(IDbContextFactory<BillingDbContext> contexts, IEmailTransport transport, BillingClock clock, TimeProvider system, ILogger<EmailOutbox> log)
{
    private const int Batch = 50;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Joins the caller's unit of work; the caller saves. An email whose key is known already is not queued again.</summary>
    public async Task QueueAsync(BillingDbContext db, Email email, CancellationToken ct = default)
    {
        var key = email.DedupeKey;
        if (db.EmailMessages.Local.Any(message => message.DedupeKey == key) || await db.EmailMessages.AnyAsync(message => message.DedupeKey == key, ct)) return;
        db.Add(EmailMessage.Of(email, clock.Now));
    }

    /// <summary>Joins the caller's unit of work without asking whether the key is known: for an email of something that is only now made. The index refuses a second one.</summary>
    public void QueueNew(BillingDbContext db, Email email) => db.Add(EmailMessage.Of(email, clock.Now));

    /// <summary>Sends everything that is due. Safe to run twice at once and again after a crash.</summary>
    public async Task SendDueAsync(CancellationToken ct = default)
    {
        while (true)
        {
            var due = await DueAsync(ct);
            foreach (var id in due)
            {
                ct.ThrowIfCancellationRequested();
                if (await ClaimAsync(id, ct)) await SendAsync(id, ct);
            }
            if (due.Count < Batch) return;
        }
    }

    /// <summary>When the next waiting email may be tried, on the billing clock.</summary>
    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.EmailMessages.Where(message => message.Status == EmailStatus.Queued).MinAsync(message => message.NextAttemptAt, ct);
    }

    /// <summary>The newest emails first, sent or not.</summary>
    public async Task<IReadOnlyList<EmailMessage>> NewestAsync(int count, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.EmailMessages.AsNoTracking().OrderByDescending(message => message.QueuedAt).ThenByDescending(message => message.Id).Take(count).ToListAsync(ct);
    }

    public async Task<EmailMessage?> FindAsync(Guid id, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.EmailMessages.AsNoTracking().FirstOrDefaultAsync(message => message.Id == id, ct);
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Claimable(db).OrderBy(message => message.QueuedAt).Select(message => message.Id).Take(Batch).ToListAsync(ct);
    }

    private async Task<bool> ClaimAsync(Guid id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var until = system.GetUtcNow().UtcDateTime + Lease;
        return await Claimable(db).Where(message => message.Id == id).ExecuteUpdateAsync(
            message => message
                .SetProperty(m => m.Status, EmailStatus.Sending)
                .SetProperty(m => m.LeasedUntil, until)
                .SetProperty(m => m.Attempts, m => m.Attempts + 1)
                .SetProperty(m => m.Version, m => m.Version + 1),
            ct) == 1;
    }

    private IQueryable<EmailMessage> Claimable(BillingDbContext db)
    {
        var (now, systemNow) = (clock.Now, system.GetUtcNow().UtcDateTime);
        return db.EmailMessages.Where(m =>
            (m.Status == EmailStatus.Queued && m.NextAttemptAt <= now) || (m.Status == EmailStatus.Sending && m.LeasedUntil < systemNow));
    }

    private async Task SendAsync(Guid id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var message = await db.EmailMessages.SingleAsync(m => m.Id == id, ct);
        if ((await transport.SendAsync(message, ct)).Is(out _, out var problem))
        {
            message.Sent(clock.Now);
        }
        else
        {
            message.Failed(problem.Detail, problem.Kind == ProblemKind.Invalid, clock.Now);
            log.LogWarning("Email {Id} ({Kind}) was not sent at attempt {Attempt}: {Problem}", message.Id, message.Kind, message.Attempts, problem.Detail);
        }
        await db.SaveChangesAsync(CancellationToken.None);
    }
}
