using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Payments;

/// <summary>Cards of an account. A number never reaches the portal: cards come from the hosted page, or as ids that Stripe knows.</summary>
public sealed class CardService(IDbContextFactory<BillingDbContext> contexts, Stripe.IStripeClient stripe, StripeCalls calls, StripeCustomers customers, BillingClock clock, LiveChanges changes)
{
    private readonly Stripe.PaymentMethodService methods = new(stripe);
    private readonly Stripe.CustomerService customerCalls = new(stripe);
    private readonly Stripe.Checkout.SessionService sessions = new(stripe);
    private readonly Stripe.SetupIntentService setupIntents = new(stripe);

    public async Task<PaymentCard?> DefaultAsync(BillingDbContext db, Guid accountId, CancellationToken ct = default) =>
        await db.PaymentCards.AsNoTracking().FirstOrDefaultAsync(card => card.AccountId == accountId && card.IsDefault, ct);

    /// <summary>Attaches a card that Stripe knows and makes it the default. Declined where the bank refuses it.</summary>
    public async Task<Result<PaymentCard>> AddAsync(Guid accountId, string paymentMethodId, Actor actor, CancellationToken ct = default)
    {
        if (!(await customers.EnsureAsync(accountId, ct)).Is(out var customerId, out var problem)) return problem;

        var attached = await calls.TryAsync(() => AttachAsync(accountId, customerId, paymentMethodId, ct), ct);
        return attached.Is(out var method, out var declined) ? await KeepAsync(accountId, customerId, method, actor, ct)
            : declined.Code == "resource_missing" ? Problem.Invalid("payment_method", "There is no such payment method.")
            : declined;
    }

    /// <summary>The cards of a team's account, the default first.</summary>
    public async Task<Result<Page<CardView>>> ListAsync(Actor actor, Guid teamId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewBilling, teamId) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountIdOfAsync(teamId, ct) is not { } accountId) return Problem.NotFound("team");
        var cards = await db.PaymentCards.AsNoTracking().Where(card => card.AccountId == accountId).OrderByDescending(card => card.IsDefault).ThenByDescending(card => card.AddedAt).Take(PageRequest.Most).ToListAsync(ct);
        return new Page<CardView>([.. cards.Select(CardView.Of)], null);
    }

    public async Task<Result<CardView>> AddAsync(Actor actor, Guid teamId, NewCard input, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageBilling, teamId) is { } denied) return denied;
        if (Problem.In(input) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountIdOfAsync(teamId, ct) is not { } accountId) return Problem.NotFound("team");
        return (await AddAsync(accountId, input.PaymentMethod, actor, ct)).Is(out var card, out var refused) ? CardView.Of(card) : refused;
    }

    /// <summary>Opens the hosted page on which a card is added; the answer is its address.</summary>
    /// <param name="back">Where Stripe sends the person; <c>{CHECKOUT_SESSION_ID}</c> in it is replaced by the session.</param>
    public async Task<Result<Uri>> OpenHostedPageAsync(Guid accountId, string back, string cancel, CancellationToken ct = default)
    {
        if (!(await customers.EnsureAsync(accountId, ct)).Is(out var customerId, out var problem)) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var setup = new CardSetup { AccountId = accountId, StartedAt = clock.Now };
        db.Add(setup);
        await db.SaveChangesAsync(ct);

        var opened = await calls.TryAsync(() => sessions.CreateAsync(
            new()
            {
                Mode = "setup", Customer = customerId, PaymentMethodTypes = ["card"], SuccessUrl = back, CancelUrl = cancel,
                Metadata = new() { ["account_id"] = accountId.ToString() },
            },
            new() { IdempotencyKey = $"card:{setup.Id:N}" }, ct), ct);
        if (!opened.Is(out var session, out var failed)) return failed;

        setup.OpenAs(session.Id);
        await db.SaveChangesAsync(ct);
        return new Uri(session.Url);
    }

    /// <summary>Takes over the card of a finished hosted page. Called when the person comes back and when the event arrives; the second finds it done.</summary>
    public async Task<Result<Done>> FinishHostedPageAsync(string sessionId, CancellationToken ct = default)
    {
        try
        {
            return await FinishOnceAsync(sessionId, ct);
        }
        catch (DbUpdateException)
        {
            // The person and the event came at the same moment, and the other one was quicker.
            return await FinishOnceAsync(sessionId, ct);
        }
    }

    private async Task<Result<Done>> FinishOnceAsync(string sessionId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.CardSetups.FirstOrDefaultAsync(s => s.StripeSessionId == sessionId, ct) is not { } setup) return Problem.NotFound("card setup");
        if (setup.FinishedAt is not null) return Done.It;

        if (!(await calls.TryAsync(() => MethodOfAsync(sessionId, ct), ct)).Is(out var found, out var problem)) return problem;
        if (found is not { Method: { } method, CustomerId: { } customerId }) return Problem.Conflict("The card was not saved yet.", "setup_incomplete");

        if (!(await KeepAsync(setup.AccountId, customerId, method, Actor.System, ct)).Is(out _, out var refused)) return refused;
        setup.Finish(clock.Now);
        await db.SaveChangesAsync(ct);
        return Done.It;
    }

    private Task<Stripe.PaymentMethod> AttachAsync(Guid accountId, string customerId, string paymentMethodId, CancellationToken ct) =>
        methods.AttachAsync(paymentMethodId, new() { Customer = customerId }, new() { IdempotencyKey = $"pm:{accountId:N}:{paymentMethodId}" }, ct);

    private async Task<HostedCard> MethodOfAsync(string sessionId, CancellationToken ct)
    {
        var session = await sessions.GetAsync(sessionId, cancellationToken: ct);
        if (session.Status != "complete" || session.SetupIntentId is not { } intentId) return new(null, session.CustomerId);
        var intent = await setupIntents.GetAsync(intentId, cancellationToken: ct);
        return intent is { Status: "succeeded", PaymentMethodId: { } methodId } ? new(await methods.GetAsync(methodId, cancellationToken: ct), session.CustomerId) : new(null, session.CustomerId);
    }

    private async Task<Result<PaymentCard>> KeepAsync(Guid accountId, string customerId, Stripe.PaymentMethod method, Actor actor, CancellationToken ct)
    {
        // Without a key of ours: to say it twice does no harm, but a key that comes again (card A, then B, then A) would be replayed and change nothing.
        var set = await calls.TryAsync(() => customerCalls.UpdateAsync(customerId, new() { InvoiceSettings = new() { DefaultPaymentMethod = method.Id } }, null, ct), ct);
        if (!set.Is(out _, out var problem)) return problem;

        try
        {
            return await StoreAsync(accountId, method, actor, ct);
        }
        catch (DbUpdateException)
        {
            // Somebody stored a card of this account in the same moment, most likely this one.
            return await StoreAsync(accountId, method, actor, ct);
        }
    }

    private async Task<PaymentCard> StoreAsync(Guid accountId, Stripe.PaymentMethod method, Actor actor, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var cards = await db.PaymentCards.Where(card => card.AccountId == accountId).ToListAsync(ct);
        var kept = cards.FirstOrDefault(card => card.StripePaymentMethodId == method.Id);
        if (kept is null) db.Add(kept = New(accountId, method, clock.Now));
        await db.SeeAsync(accountId, EvidenceKind.Card, method.Card?.Country, clock.Now, ct);
        foreach (var card in cards.Append(kept)) card.Default(card == kept);
        db.Record(actor, "card.madeDefault", accountId, clock.Now, kept.Name);
        await db.SaveChangesAsync(ct);
        changes.Tell(accountId);
        return kept;
    }

    private static PaymentCard New(Guid accountId, Stripe.PaymentMethod method, DateTime now) => new()
    {
        AccountId = accountId, StripePaymentMethodId = method.Id, Brand = method.Card?.Brand ?? "card", Last4 = method.Card?.Last4 ?? "", ExpMonth = (int)(method.Card?.ExpMonth ?? 0),
        ExpYear = (int)(method.Card?.ExpYear ?? 0), AddedAt = now,
    };

    private sealed record HostedCard(Stripe.PaymentMethod? Method, string? CustomerId);
}
