using BillingPortal.Data;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>What one line adds to the total here and at Stripe: after its discount, with its tax. Null where that side has no such line.</summary>
public sealed record HeldLine(string Description, Money? Ours, Money? OurTax, Money? Stripes, Money? StripesTax)
{
    public Money Difference(Currency currency) => (Stripes ?? Money.Zero(currency)) - (Ours ?? Money.Zero(currency));
}

/// <summary>A held invoice beside Stripe's, line by line; the differences add up to that of the totals.</summary>
public sealed record HeldComparison(Guid InvoiceId, Currency Currency, IReadOnlyList<HeldLine> Lines, Money Ours, Money Stripes);

/// <summary>Puts a held invoice beside the one at Stripe. Reads only.</summary>
public sealed class HeldLines(IDbContextFactory<BillingDbContext> contexts, StripeDrafts drafts, StripeCalls calls)
{
    public async Task<Result<HeldComparison>> CompareAsync(Actor actor, Guid invoiceId, CancellationToken ct = default)
    {
        if (actor.Deny(Permission.ViewPlatform) is { } denied) return denied;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var invoice = await db.Invoices.AsNoTracking().Include(i => i.Lines).FirstOrDefaultAsync(i => i.Id == invoiceId && i.Step == DraftStep.Held, ct);
        if (invoice is null) return Problem.Conflict("This invoice is not held any more.");
        if (invoice.StripeInvoiceId is not { } atStripe) return Problem.Conflict("There is no invoice at Stripe yet to compare it with.");
        return (await calls.TryAsync(() => drafts.ReadAsync(atStripe, ct), ct)).Is(out var stripes, out var problem) ? Compare(invoice, stripes) : problem;
    }

    private static HeldComparison Compare(Invoice invoice, Stripe.Invoice stripes)
    {
        var left = stripes.Lines.Data.ToList();
        var lines = new List<HeldLine>();
        foreach (var line in invoice.Lines.OrderBy(line => line.Position))
        {
            var partner = left.Find(item => StripeDrafts.IsSame(line, item));
            if (partner is not null) left.Remove(partner);
            lines.Add(Of(line.Description, invoice.Currency, line, partner));
        }
        lines.AddRange(left.Select(item => Of(item.Description ?? item.Id, invoice.Currency, null, item)));
        return new(invoice.Id, invoice.Currency, lines, invoice.Due, DraftFinishing.OfStripe(invoice.Currency, stripes.Total));
    }

    private static HeldLine Of(string description, Currency currency, InvoiceLine? ours, Stripe.InvoiceLineItem? stripes)
    {
        var tax = stripes?.Taxes?.Sum(one => one.Amount) ?? 0;
        return new(
            description,
            ours is null ? null : new(ours.Amount - ours.DiscountAmount + ours.TaxAmount, currency), ours is null ? null : new(ours.TaxAmount, currency),
            stripes is null ? null : DraftFinishing.OfStripe(currency, stripes.Amount - (stripes.DiscountAmounts?.Sum(cut => cut.Amount) ?? 0) + tax), stripes is null ? null : DraftFinishing.OfStripe(currency, tax));
    }
}
