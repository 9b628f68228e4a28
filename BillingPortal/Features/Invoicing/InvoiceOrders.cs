using System.Security.Cryptography;
using System.Text;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Invoices on demand, for finance: what is due and not yet billed, or lines of one's own. A one-off goes the way of every draft.</summary>
public sealed class InvoiceOrders(
    IDbContextFactory<BillingDbContext> contexts, StripeCustomers customers, StripeCalls calls, Stripe.IStripeClient stripe, InvoiceClaims claims, InvoiceQueue queue, InvoiceRun run, InvoicePricing pricing,
    Seller seller, BillingClock clock)
{
    private readonly Stripe.InvoiceService invoices = new(stripe);

    /// <param name="actor">Finance or an administrator.</param>
    /// <param name="order">What to invoice.</param>
    /// <param name="key">The caller's idempotency key; the same key gives the same invoice, however late it comes.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task<Result<OrderedInvoice>> GenerateAsync(Actor actor, InvoiceOrder order, string? key, CancellationToken ct = default)
    {
        if (order.TeamId is { } asked && actor.Deny(Permission.ManageInvoices, asked) is { } denied) return denied;
        if (Problem.In(order) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(order.TeamId!.Value, ct) is not { } account) return Problem.NotFound("team");
        if (order.Kind == InvoiceOrder.OfPeriod) return order.Lines is null ? await PeriodAsync(db, account, ct) : Problem.Invalid("lines", "Lines are for a one_off invoice; a period is billed by its plan and usage.");
        return order.Read(account.Currency).Is(out var lines, out var faulty) ? await OneOffAsync(db, actor, account, order.TeamId.Value, lines, order.AmountDue, key, ct) : faulty;
    }

    /// <summary>A one-off invoice as it would be now, on paper; stores nothing.</summary>
    public async Task<Result<PrintedInvoice>> PreviewAsync(Actor actor, InvoiceOrder order, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ManageInvoices) is { } denied) return denied;
        if (Problem.In(order) is { } problem) return problem;

        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await db.AccountOfAsync(order.TeamId!.Value, ct) is not { } account) return Problem.NotFound("team");
        if (!order.Read(account.Currency).Is(out var lines, out var faulty)) return faulty;
        var draft = New(account, order.TeamId.Value, clock.Now);
        if (!(await PriceAsync(db, account, lines, draft.Period, ct)).Is(out var sum, out var unpriced)) return unpriced;
        draft.Rate(sum);
        return InvoicePrinting.PrintDraft(draft, InvoiceParties.Of(account, seller));
    }

    private async Task<Result<OrderedInvoice>> PeriodAsync(BillingDbContext db, Account account, CancellationToken ct)
    {
        if (account.StripeCustomerId is { } customerId && (await calls.TryAsync(() => ClaimLostAsync(customerId, ct), ct)).Problem is { } unreachable) return unreachable;

        var billed = await queue.CountDueAsync(account.Id, ct) > 0 ? await run.CompleteDueAsync(account.Id, ct) : null;
        var last = await db.Invoices.AsNoTracking().Where(invoice => invoice.AccountId == account.Id && invoice.Number != null && invoice.Reason != InvoiceReason.OneOff)
            .OrderByDescending(invoice => invoice.IssuedAt).ThenByDescending(invoice => invoice.Number).Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().FirstOrDefaultAsync(ct);
        return last is null ? Problem.Conflict("Nothing is due, and nothing has been billed yet.", "nothing_to_bill")
            : billed is { Waiting: > 0 } ? Problem.Unavailable("What is due waits for Stripe or for a tax source. It is billed by itself as soon as they answer.")
            : new OrderedInvoice(InvoiceView.Of(last), billed is { Done: > 0 });
    }

    /// <summary>Drafts whose event was lost are taken over now instead of with the next sweep.</summary>
    private async Task<Done> ClaimLostAsync(string customerId, CancellationToken ct)
    {
        foreach (var draft in (await invoices.ListAsync(new() { Customer = customerId, Status = "draft", Limit = 100 }, cancellationToken: ct)).Data) await claims.ClaimAsync(draft.Id, ct);
        return Done.It;
    }

    private async Task<Result<OrderedInvoice>> OneOffAsync(BillingDbContext db, Actor actor, Account account, Guid teamId, IReadOnlyList<OneOffLine> lines, long? expected, string? key, CancellationToken ct)
    {
        var (requestKey, written) = (key is null ? null : HashOf(actor, key), OneOffOrder.Write(lines));
        if (await EarlierAsync(db, requestKey, account.Id, written, ct) is { } earlier) return earlier;

        if (!(await customers.EnsureAsync(account.Id, ct)).Is(out _, out var noCustomer)) return noCustomer;
        var now = clock.Now;
        if (!(await PriceAsync(db, account, lines, new(now, now), ct)).Is(out var sum, out var unpriced)) return unpriced;
        if (expected is { } due && due != sum.AmountDue.Minor) return Problem.Conflict($"It comes to {sum.AmountDue} now: credit, tax or a code has changed since it was shown. Nothing was sent.", "price_changed");

        var invoice = New(account, teamId, now);
        invoice.Claim();
        db.AddRange(invoice, new OneOffOrder { InvoiceId = invoice.Id, RequestKey = requestKey, OrderedBy = actor.UserId, OrderedAt = now, Lines = written });
        db.Record(actor, "invoice.ordered", invoice.Id, now, $"{lines.Count} lines, {new Money(lines.Sum(line => line.Amount), account.Currency)} before tax");
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException) when (requestKey is not null)
        {
            // The same request came twice in one moment, and the other one was quicker.
            db.ChangeTracker.Clear();
            if (await EarlierAsync(db, requestKey, account.Id, written, ct) is { } quicker) return quicker;
            throw;
        }
        await run.CompleteDueAsync(account.Id, ct);
        return new OrderedInvoice(await ViewAsync(invoice.Id, ct), IsNew: true);
    }

    private static Invoice New(Account account, Guid teamId, DateTime now) => new()
    {
        AccountId = account.Id, TeamId = teamId, Reason = InvoiceReason.OneOff, Currency = account.Currency, CreatedAt = now, PeriodStart = now, PeriodEnd = now, CompleteAt = now,
    };

    private async Task<Result<OrderedInvoice>?> EarlierAsync(BillingDbContext db, string? requestKey, Guid accountId, string lines, CancellationToken ct)
    {
        if (requestKey is null || await db.OneOffOrders.AsNoTracking().FirstOrDefaultAsync(order => order.RequestKey == requestKey, ct) is not { } order) return null;
        if (order.Lines != lines || !await db.Invoices.AnyAsync(invoice => invoice.Id == order.InvoiceId && invoice.AccountId == accountId, ct))
            return Problem.Conflict("This Idempotency-Key was used for another request.", "idempotency_mismatch");

        await run.CompleteDueAsync(accountId, ct);
        return new OrderedInvoice(await ViewAsync(order.InvoiceId, ct), IsNew: false);
    }

    /// <summary>What would be waived as too small to collect is not worth an invoice.</summary>
    private async Task<Result<InvoiceSum>> PriceAsync(BillingDbContext db, Account account, IReadOnlyList<OneOffLine> lines, Period today, CancellationToken ct)
    {
        var priced = await pricing.PriceAsync(db, account, [.. lines.Select(line => InvoiceComposer.OneOffLine(line, account.Currency, today))], today.Start, ct);
        return priced.Is(out var sum, out _) && sum.IsWaived ? Problem.Invalid("lines", $"The invoice comes to less than {SmallestCharge.In(account.Currency)}, the least that can be collected.") : priced;
    }

    private async Task<InvoiceView> ViewAsync(Guid invoiceId, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return InvoiceView.Of(await db.Invoices.AsNoTracking().Include(i => i.Lines).Include(i => i.Taxes).AsSplitQuery().SingleAsync(invoice => invoice.Id == invoiceId, ct));
    }

    private static string HashOf(Actor actor, string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{actor.UserId}\n{key}")));
}
