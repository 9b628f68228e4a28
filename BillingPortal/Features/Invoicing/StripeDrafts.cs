using BillingPortal.Features.Credits;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>Puts the portal's lines on a draft at Stripe. What stands there already, recognised by its metadata, is not put there again: Stripe's idempotency keys last only a day.</summary>
public sealed class StripeDrafts(Stripe.IStripeClient stripe, StripeTaxRates taxRates)
{
    private const string PortalLine = "portal_line_id";

    private readonly Stripe.InvoiceService invoices = new(stripe);
    private readonly Stripe.InvoiceLineItemService lines = new(stripe);

    /// <summary>The service period of the subscription's own line; Stripe's invoice period is usually the one before.</summary>
    public static Period PlanPeriod(Stripe.Invoice invoice)
    {
        var line = invoice.Lines.Data.First(IsPlanLine);
        return new(line.Period.Start, line.Period.End);
    }

    /// <summary>With all of its lines.</summary>
    public async Task<Stripe.Invoice> ReadAsync(string stripeInvoiceId, CancellationToken ct) => await WholeAsync(await invoices.GetAsync(stripeInvoiceId, cancellationToken: ct), ct);

    /// <summary>The draft of an invoice that no subscription makes.</summary>
    public async Task<string> MakeAsync(Invoice invoice, string customerId, CancellationToken ct)
    {
        var made = await invoices.CreateAsync(
            new()
            {
                Customer = customerId, AutoAdvance = false, PendingInvoiceItemsBehavior = "exclude", Currency = invoice.Currency.Wire, CollectionMethod = "charge_automatically",
                Metadata = new() { [InvoiceClaims.PortalInvoice] = invoice.Id.ToString() },
            },
            new() { IdempotencyKey = $"inv:{invoice.Id:N}:make" }, ct);
        return made.Id;
    }

    /// <summary>An invoice that somebody finalized by hand is left as it is: the comparison of totals decides what becomes of it.</summary>
    /// <returns>The draft as it then stands.</returns>
    public async Task<Stripe.Invoice> PlaceAsync(Invoice invoice, List<string> rates, CancellationToken ct)
    {
        var draft = await ReadAsync(invoice.StripeInvoiceId!, ct);
        if (draft.Status != "draft") return draft;

        draft = await TakeStrangersAwayAsync(invoice, draft, ct);
        draft = await RetaxPlanLineAsync(invoice, draft, rates, ct);

        var placed = draft.Lines.Data.Select(line => line.Metadata?.GetValueOrDefault(PortalLine)).ToHashSet();
        var missing = invoice.Lines.Where(line => line.Kind != LineKind.Plan && !placed.Contains(line.Id.ToString())).OrderBy(line => line.Position).ToList();
        if (missing.Count == 0) return draft;

        return await invoices.AddLinesAsync(
            draft.Id, new() { Lines = [.. missing.Select(line => Line(line, invoice.Currency, rates))] }, new() { IdempotencyKey = $"inv:{invoice.Id:N}:lines:{missing[0].Id:N}" }, ct);
    }

    /// <summary>Leaves draft at Stripe too. Already done is as good.</summary>
    public async Task<Stripe.Invoice> FinalizeAsync(Invoice invoice, Stripe.Invoice draft, CancellationToken ct) => draft.Status == "draft"
        ? await invoices.FinalizeInvoiceAsync(draft.Id, new() { AutoAdvance = false }, new() { IdempotencyKey = $"inv:{invoice.Id:N}:final" }, ct)
        : draft;

    /// <summary>Stripe's ids of what is charged; a component that charges nothing is not sent.</summary>
    public async Task<Result<List<string>>> RatesAsync(IReadOnlyList<TaxComponent> components, CancellationToken ct)
    {
        var ids = new List<string>();
        foreach (var component in components.Where(component => component.IsCharged))
        {
            if (!(await taxRates.IdAsync(component, ct)).Is(out var id, out var problem)) return problem;
            ids.Add(id);
        }
        return ids;
    }

    /// <summary>
    /// What the portal has put there for something else: credit that waited for a change of plan which came to nothing, taken up by this draft because it was made first; lines of
    /// an earlier rating. What somebody wrote on the draft by hand stays, and the comparison of totals finds it.
    /// </summary>
    private async Task<Stripe.Invoice> TakeStrangersAwayAsync(Invoice invoice, Stripe.Invoice draft, CancellationToken ct)
    {
        var ours = invoice.Lines.Select(line => line.Id.ToString()).ToHashSet();
        var strangers = draft.Lines.Data.Where(line => line.Metadata is { } marks && (marks.ContainsKey(PendingCredits.Draft) || marks.TryGetValue(PortalLine, out var id) && !ours.Contains(id))).ToList();
        if (strangers.Count == 0) return draft;

        // Without a key of ours: what is gone already is not seen any more.
        return await WholeAsync(await invoices.RemoveLinesAsync(draft.Id, new() { Lines = [.. strangers.Select(line => new Stripe.InvoiceLineOptions { Id = line.Id, Behavior = "delete" })] }, null, ct), ct);
    }

    /// <summary>The subscription's line bears the rates of the day it was set up; a rate or an address may have changed since.</summary>
    private async Task<Stripe.Invoice> RetaxPlanLineAsync(Invoice invoice, Stripe.Invoice draft, List<string> rates, CancellationToken ct)
    {
        if (draft.Lines.Data.FirstOrDefault(IsPlanLine) is not { } line) return draft;
        var current = line.Taxes?.Select(tax => tax.TaxRateDetails?.TaxRate).OfType<string>().Order() ?? Enumerable.Empty<string>();
        if (current.SequenceEqual(rates.Order())) return draft;

        // Without a key of ours: it says how the line shall be, and rates that come back would be replayed and change nothing.
        return await WholeAsync(await invoices.UpdateLinesAsync(draft.Id, new() { Lines = [new() { Id = line.Id, TaxRates = rates }] }, null, ct), ct);
    }

    /// <summary>An invoice shows its first ten lines; a line that is not seen would be put there a second time.</summary>
    private async Task<Stripe.Invoice> WholeAsync(Stripe.Invoice invoice, CancellationToken ct)
    {
        if (!invoice.Lines.HasMore) return invoice;
        var all = new List<Stripe.InvoiceLineItem>();
        await foreach (var line in lines.ListAutoPagingAsync(invoice.Id, new() { Limit = 100 }, null, ct)) all.Add(line);
        (invoice.Lines.Data, invoice.Lines.HasMore) = (all, false);
        return invoice;
    }

    /// <summary>Whether a line at Stripe is this one of ours.</summary>
    public static bool IsSame(InvoiceLine ours, Stripe.InvoiceLineItem stripes) => ours.Kind == LineKind.Plan ? IsPlanLine(stripes) : stripes.Metadata?.GetValueOrDefault(PortalLine) == ours.Id.ToString();

    private static bool IsPlanLine(Stripe.InvoiceLineItem line) => line.Parent?.Type == "subscription_item_details" && line.Parent.SubscriptionItemDetails?.Proration != true;

    private static Stripe.InvoiceLineOptions Line(InvoiceLine line, Currency currency, List<string> rates) => new()
    {
        Amount = line.Amount * currency.StripeFactor, Description = line.Description, Discountable = line.IsDiscountable, TaxRates = line.BearsTax ? rates : [],
        Period = new() { Start = line.PeriodStart, End = line.PeriodEnd }, Metadata = new() { [PortalLine] = line.Id.ToString() },
    };
}
