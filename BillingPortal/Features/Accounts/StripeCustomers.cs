using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Accounts;

/// <summary>
/// Makes an account's customer at Stripe and keeps it as the billing profile says. Accounts whose customer is due are the queue: nobody waits for
/// Stripe to create a team or to move to another street.
/// </summary>
public sealed class StripeCustomers(IDbContextFactory<BillingDbContext> contexts, Stripe.IStripeClient stripe, StripeCalls calls, BillingClock clock, LiveChanges changes, ILogger<StripeCustomers> log)
{
    // Stripe forgets idempotency keys after a day; from then on a customer whose answer was lost is looked up instead.
    private static readonly TimeSpan KeysAreSafe = TimeSpan.FromHours(20);

    // How long one try has the account to itself. A try that failed or was cut off is made again after this.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private readonly Stripe.CustomerService customers = new(stripe);

    /// <summary>The customer's id, made now if there is none yet. Safe to run twice and on two nodes.</summary>
    public async Task<Result<string>> EnsureAsync(Guid accountId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Accounts.AsNoTracking().FirstOrDefaultAsync(a => a.Id == accountId, ct) is not { } account) return Problem.NotFound("account");
        if (account.StripeCustomerId is { } known) return known;

        var made = await calls.TryAsync(() => FindOrMakeAsync(account, ct), ct);
        if (!made.Is(out var customerId, out var problem)) return problem;

        await db.Accounts.Where(a => a.Id == accountId && a.StripeCustomerId == null)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.StripeCustomerId, customerId), ct);
        changes.Tell(accountId);
        return customerId;
    }

    /// <summary>The customer's id if it has been made.</summary>
    public async Task<string?> KnownAsync(Guid accountId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Accounts.Where(account => account.Id == accountId).Select(account => account.StripeCustomerId).FirstOrDefaultAsync(ct);
    }

    /// <summary>Makes the customers that are missing and updates those that are behind. One that fails does not stop the next.</summary>
    public async Task CatchUpAsync(CancellationToken ct = default)
    {
        foreach (var accountId in await DueAsync(ct))
            if (!(await CatchUpAsync(accountId, ct)).Is(out _, out var problem)) log.LogWarning("Account {Account}: Stripe's customer is not up to date yet: {Problem}", accountId, problem.Detail);
    }

    /// <summary>When the next customer is to be made or updated.</summary>
    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Accounts.Where(account => account.CustomerDueAt != null).OrderBy(account => account.CustomerDueAt).Select(account => account.CustomerDueAt).FirstOrDefaultAsync(ct);
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        var now = clock.Now;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Accounts.Where(account => account.CustomerDueAt <= now).OrderBy(account => account.CustomerDueAt).Select(account => account.Id).Take(100).ToListAsync(ct);
    }

    private async Task<Result<Done>> CatchUpAsync(Guid accountId, CancellationToken ct)
    {
        var now = clock.Now;
        var claim = now + Claim;
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Accounts.Where(a => a.Id == accountId && a.CustomerDueAt <= now).ExecuteUpdateAsync(set => set.SetProperty(a => a.CustomerDueAt, claim), ct) == 0) return Done.It;

        if (!(await EnsureAsync(accountId, ct)).Is(out var customerId, out var problem)) return problem;
        var account = await db.Accounts.AsNoTracking().FirstAsync(a => a.Id == accountId, ct);
        // Without an idempotency key: it says how the customer shall be, so that saying it again is right even if something else was said in between.
        if (!(await calls.TryAsync(() => customers.UpdateAsync(customerId, Described(account), null, ct), ct)).Is(out _, out problem)) return problem;

        await FinishAsync(db, accountId, claim, ct);
        return Done.It;
    }

    /// <summary>Where the claim is no longer ours, the profile was changed while we told Stripe the old one, perhaps after the new one: it is told again.</summary>
    private async Task FinishAsync(BillingDbContext db, Guid accountId, DateTime claim, CancellationToken ct)
    {
        var finished = await db.Accounts.Where(a => a.Id == accountId && a.CustomerDueAt == claim).ExecuteUpdateAsync(set => set.SetProperty(a => a.CustomerDueAt, (DateTime?)null), ct);
        if (finished == 0) await db.Accounts.Where(a => a.Id == accountId).ExecuteUpdateAsync(set => set.SetProperty(a => a.CustomerDueAt, clock.Now), ct);
    }

    private async Task<string> FindOrMakeAsync(Account account, CancellationToken ct)
    {
        if (clock.Now - account.CreatedAt > KeysAreSafe && await FindAsync(account, ct) is { } lost) return lost;

        var made = await customers.CreateAsync(
            new() { Name = account.Name, Email = account.FoundingEmail, Metadata = new() { ["account_id"] = account.Id.ToString() } },
            new() { IdempotencyKey = $"cust:{account.Id:N}" }, ct);
        return made.Id;
    }

    private async Task<string?> FindAsync(Account account, CancellationToken ct)
    {
        await foreach (var customer in customers.ListAutoPagingAsync(new() { Email = account.FoundingEmail, Limit = 100 }, null, ct))
            if (customer.Metadata?.GetValueOrDefault("account_id") == account.Id.ToString()) return customer.Id;
        return null;
    }

    // Stripe keeps what it is not told and clears what it is told empty.
    private static Stripe.CustomerUpdateOptions Described(Account account) => new()
    {
        Name = account.Profile.LegalName ?? account.Name,
        Email = account.BillingEmail,
        Address = new()
        {
            Line1 = account.Profile.Line1 ?? "", Line2 = account.Profile.Line2 ?? "", City = account.Profile.City ?? "",
            PostalCode = account.Profile.PostalCode ?? "", State = account.Profile.Region ?? "", Country = account.Profile.Country ?? "",
        },
    };
}
