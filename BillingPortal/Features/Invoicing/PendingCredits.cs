using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// Credit on an invoice that Stripe makes and finalizes in one go, while a subscription is created or changed: pending items of the customer, placed before, which that
/// invoice takes up. What came to nothing is taken away again, before anything else of the customer could take it up.
/// </summary>
public sealed class PendingCredits(Stripe.IStripeClient stripe)
{
    /// <summary>Of an item, and of the line that it becomes: whose credit it is.</summary>
    internal const string Draft = "portal_draft_id";

    private const string Position = "portal_position";

    private readonly Stripe.InvoiceItemService items = new(stripe);

    /// <summary>Safe to run again: what waits there already, recognised by its metadata, is not placed twice. Leftovers of another draft are taken away.</summary>
    /// <param name="customer">At Stripe.</param>
    /// <param name="draftId">Whose credit it is, the same whenever it is tried again.</param>
    /// <param name="sum">Its credit lines, always in the same order.</param>
    /// <param name="rates">Stripe's ids of the rates that the invoice is taxed with.</param>
    /// <param name="subscription">Whose next invoice takes it up, where there is one already; null for one that is yet to be created.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task PlaceAsync(string customer, Guid draftId, InvoiceSum sum, List<string> rates, string? subscription = null, CancellationToken ct = default)
    {
        var lines = sum.Lines.Select(line => line.Line).Where(line => line.Kind == LineKind.Credit).ToList();
        var waiting = await WaitingAsync(customer, ct);
        foreach (var left in waiting.Where(item => item.Metadata[Draft] != draftId.ToString())) await items.DeleteAsync(left.Id, null, null, ct);

        var placed = waiting.Where(item => item.Metadata[Draft] == draftId.ToString()).Select(item => item.Metadata.GetValueOrDefault(Position)).ToHashSet();
        for (var position = 1; position <= lines.Count; position++)
            if (!placed.Contains($"{position}"))
                await items.CreateAsync(Item(customer, draftId, position, lines[position - 1], rates, subscription), new() { IdempotencyKey = $"credit:{draftId:N}:{position}" }, ct);
    }

    /// <summary>Takes away what still waits. What an invoice has taken up stays on it. Safe to run again.</summary>
    public async Task RemoveAsync(string customer, Guid draftId, CancellationToken ct = default)
    {
        foreach (var item in await WaitingAsync(customer, ct))
            if (item.Metadata[Draft] == draftId.ToString()) await items.DeleteAsync(item.Id, null, null, ct);
    }

    private async Task<List<Stripe.InvoiceItem>> WaitingAsync(string customer, CancellationToken ct)
    {
        var ours = new List<Stripe.InvoiceItem>();
        await foreach (var item in items.ListAutoPagingAsync(new() { Customer = customer, Pending = true, Limit = 100 }, null, ct))
            if (item.Metadata?.ContainsKey(Draft) == true) ours.Add(item);
        return ours;
    }

    private static Stripe.InvoiceItemCreateOptions Item(string customer, Guid draftId, int position, DraftLine line, List<string> rates, string? subscription) => new()
    {
        Customer = customer, Subscription = subscription, Amount = line.Amount.Minor * line.Amount.Currency.StripeFactor, Currency = line.Amount.Currency.Wire, Description = line.Description, Discountable = false,
        TaxRates = line.IsPrepaid || !line.IsTaxed ? [] : rates, Metadata = new() { [Draft] = draftId.ToString(), [Position] = $"{position}" },
    };
}
