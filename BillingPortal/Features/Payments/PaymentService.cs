using BillingPortal.Data;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Payments;

/// <summary>How one try to collect ended.</summary>
public sealed record PaymentOutcome(AttemptStatus Status, string? DeclineCode = null, string? Message = null);

/// <summary>Collects invoices. The only place that charges a card, always through the Stripe invoice, which cannot be paid twice.</summary>
public sealed class PaymentService(
    IDbContextFactory<BillingDbContext> contexts, Stripe.IStripeClient stripe, StripeCalls calls, BillingClock clock, LiveChanges changes, ILogger<PaymentService> log)
{
    // Stripe forgets idempotency keys after a day: a try that is older is not sent again.
    private static readonly TimeSpan KeysAreSafe = TimeSpan.FromHours(20);

    private static readonly PaymentOutcome Unknown = new(AttemptStatus.Undecided);

    private readonly Stripe.InvoiceService invoices = new(stripe);

    /// <summary>One try, if one is due. While an earlier one is undecided that one is asked about instead, under its own key.</summary>
    public async Task<PaymentOutcome> CollectAsync(Guid invoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        // In this order: whatever another node does in between, either its try is seen, or the number is taken, or the invoice is no longer due.
        var tried = await db.PaymentAttempts.CountAsync(earlier => earlier.InvoiceId == invoiceId, ct);
        var attempt = await db.PaymentAttempts.FirstOrDefaultAsync(a => a.UndecidedFor == invoiceId, ct);
        var invoice = await db.Invoices.SingleAsync(i => i.Id == invoiceId, ct);
        if (invoice.Status == InvoiceStatus.Paid) return new(AttemptStatus.Succeeded);

        if (attempt is not null) return await AskAsync(db, invoice, attempt, ct);
        if (invoice.Status == InvoiceStatus.Open && !(invoice.NextAttemptAt <= clock.Now)) return await LastAsync(invoiceId, ct);
        if (await BeginAsync(db, invoice, tried + 1, ct) is not { } begun) return Unknown;
        return await SendAsync(db, invoice, begun, ct);
    }

    /// <summary>Tries every open invoice that is due, and asks about tries whose answer was lost. One failure does not stop the next.</summary>
    public async Task CollectDueAsync(CancellationToken ct = default)
    {
        foreach (var invoiceId in await DueAsync(ct))
        {
            try
            {
                await CollectAsync(invoiceId, ct);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogError(exception, "Invoice {Invoice} was not collected; it is tried again.", invoiceId);
            }
        }
    }

    public async Task<DateTime?> NextDueAsync(CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Invoices.Where(invoice => invoice.Status == InvoiceStatus.Open).MinAsync(invoice => invoice.NextAttemptAt, ct);
    }

    /// <summary>Books a payment that Stripe reports, whichever of reply and event comes first.</summary>
    public async Task BookAsync(string stripeInvoiceId, CancellationToken ct = default)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.Invoices.FirstOrDefaultAsync(i => i.StripeInvoiceId == stripeInvoiceId, ct) is not { } invoice) return;
        // A first invoice is booked by the upgrade that it belongs to, with all that follows from it.
        if (invoice.Status == InvoiceStatus.Paid || invoice.Reason == InvoiceReason.First) return;
        if ((await invoices.GetAsync(stripeInvoiceId, cancellationToken: ct)).Status != "paid") return;

        var attempt = await db.PaymentAttempts.FirstOrDefaultAsync(a => a.UndecidedFor == invoice.Id, ct);
        await SucceedAsync(db, invoice, attempt, ct);
    }

    private async Task<List<Guid>> DueAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = clock.Now;
        return await db.Invoices.Where(invoice => invoice.Status == InvoiceStatus.Open && invoice.NextAttemptAt <= now)
            .OrderBy(invoice => invoice.NextAttemptAt).Select(invoice => invoice.Id).Take(200).ToListAsync(ct);
    }

    private async Task<PaymentAttempt?> BeginAsync(BillingDbContext db, Invoice invoice, int number, CancellationToken ct)
    {
        var begun = PaymentAttempt.Start(invoice.Id, invoice.AccountId, number, clock.Now);
        db.Add(begun);
        try
        {
            await db.SaveChangesAsync(ct);
            return begun;
        }
        catch (DbUpdateException)
        {
            // Another node began the same try in the same moment; its outcome is this one's.
            return null;
        }
    }

    private async Task<PaymentOutcome> AskAsync(BillingDbContext db, Invoice invoice, PaymentAttempt attempt, CancellationToken ct)
    {
        if (!(await calls.TryAsync(() => invoices.GetAsync(invoice.StripeInvoiceId, cancellationToken: ct), ct)).Is(out var known, out _)) return Unknown;
        if (known.Status == "paid") return await SucceedAsync(db, invoice, attempt, ct);
        if (known.Status != "open") return await FailAsync(db, invoice, attempt, known.Status, "The invoice can no longer be paid.", ct);
        return clock.Now - attempt.StartedAt > KeysAreSafe
            ? await FailAsync(db, invoice, attempt, "no_answer", "The payment was never answered.", ct)
            : await SendAsync(db, invoice, attempt, ct);
    }

    private async Task<PaymentOutcome> SendAsync(BillingDbContext db, Invoice invoice, PaymentAttempt attempt, CancellationToken ct)
    {
        var answer = await calls.TryAsync(() => invoices.PayAsync(invoice.StripeInvoiceId, new() { OffSession = true }, new() { IdempotencyKey = attempt.IdempotencyKey }, ct), ct);
        if (answer.Is(out var paid, out var problem))
            return paid.Status == "paid" ? await SucceedAsync(db, invoice, attempt, ct) : Unknown;
        if (problem.Kind == ProblemKind.Declined) return await FailAsync(db, invoice, attempt, problem.DeclineCode, problem.Detail, ct);

        var now = await calls.TryAsync(() => invoices.GetAsync(invoice.StripeInvoiceId, cancellationToken: ct), ct);
        if (!now.Is(out var known, out _)) return Unknown;
        if (known.Status == "paid") return await SucceedAsync(db, invoice, attempt, ct);
        return problem.Code == "unavailable" ? Unknown : await FailAsync(db, invoice, attempt, problem.Code, problem.Detail, ct);
    }

    private async Task<PaymentOutcome> SucceedAsync(BillingDbContext db, Invoice invoice, PaymentAttempt? attempt, CancellationToken ct)
    {
        var now = clock.Now;
        attempt?.Succeed(now);
        if (invoice.Status is InvoiceStatus.Open or InvoiceStatus.Uncollectible)
        {
            var card = await db.PaymentCards.AsNoTracking().FirstOrDefaultAsync(c => c.AccountId == invoice.AccountId && c.IsDefault, ct);
            invoice.Pay(now, card?.Name);
            db.Record(Actor.System, "invoice.paid", invoice.Id, now, invoice.Number);
        }
        return await DecideAsync(db, invoice, new(AttemptStatus.Succeeded), ct);
    }

    private async Task<PaymentOutcome> FailAsync(BillingDbContext db, Invoice invoice, PaymentAttempt attempt, string? code, string message, CancellationToken ct)
    {
        var now = clock.Now;
        attempt.Fail(code, message, now);
        invoice.TryAgainAt(null);
        db.Record(Actor.System, "payment.failed", invoice.Id, now, code);
        return await DecideAsync(db, invoice, new(AttemptStatus.Failed, code, message), ct);
    }

    /// <summary>The reply and the event race to book the same payment; whoever comes second takes over what the first has stored.</summary>
    private async Task<PaymentOutcome> DecideAsync(BillingDbContext db, Invoice invoice, PaymentOutcome outcome, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            changes.Tell(invoice.AccountId);
            return outcome;
        }
        catch (DbUpdateConcurrencyException)
        {
            return await LastAsync(invoice.Id, ct);
        }
    }

    private async Task<PaymentOutcome> LastAsync(Guid invoiceId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var last = await db.PaymentAttempts.AsNoTracking().Where(attempt => attempt.InvoiceId == invoiceId).OrderByDescending(attempt => attempt.Number).FirstOrDefaultAsync(ct);
        return last is null ? Unknown : new(last.Status, last.DeclineCode, last.Message);
    }
}
