using System.Globalization;
using BillingPortal.Features.Discounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>
/// Lets Stripe compute the same discount: every invoice that deserves a code gets a coupon of its own that is good once. The portal counts, so Stripe knows neither
/// codes nor durations. A percentage stays one, so that Stripe checks it; where the code was capped, the coupon is the amount that was left of it.
/// </summary>
public sealed class StripeDiscounts(Stripe.IStripeClient stripe)
{
    private const int LongestName = 40;

    private readonly Stripe.CouponService coupons = new(stripe);
    private readonly Stripe.InvoiceService invoices = new(stripe);
    private readonly Stripe.SubscriptionService subscriptions = new(stripe);

    /// <summary>The coupon of an invoice that Stripe makes by itself while a subscription is created or changed; null where it bears no discount. Safe to run again.</summary>
    /// <param name="purpose">What the invoice is for, the same whenever it is tried again: "upg_" and the upgrade's id.</param>
    public async Task<string?> CouponAsync(string purpose, InvoiceSum sum, CancellationToken ct = default) => sum.Discount is { } discount
        ? await EnsureAsync(purpose, discount.Terms, [.. sum.Lines.Where(line => line.Cut.IsCovered).Select(line => (line.Line.Amount.Minor, line.Discount.Minor))], sum.Currency, ct)
        : null;

    /// <summary>
    /// Lets the invoice of a plan change bear the discount, and no other: Stripe cuts the charged leg by what stands on the subscription, and takes it off with that
    /// invoice. Call it before the change, because the change itself may carry no discounts.
    /// </summary>
    /// <param name="purpose">What the change is, the same whenever it is tried again: "chg_" and its id.</param>
    public async Task PutOnSubscriptionAsync(string stripeSubscriptionId, string purpose, InvoiceSum sum, CancellationToken ct = default)
    {
        var coupon = await CouponAsync(purpose, sum, ct);
        if (coupon is null && (await CouponsOfAsync(stripeSubscriptionId, ct)).Count == 0) return;
        // Without a key of ours: it says how the subscription shall be.
        await subscriptions.UpdateAsync(stripeSubscriptionId, new() { Discounts = coupon is null ? [] : [new() { Coupon = coupon }] }, null, ct);
    }

    /// <summary>Takes it away where the change came to nothing: a voided invoice does not give it back. That of another change is left alone, and so is what has ended.</summary>
    public async Task TakeFromSubscriptionAsync(string stripeSubscriptionId, string purpose, CancellationToken ct = default)
    {
        if ((await CouponsOfAsync(stripeSubscriptionId, ct)).Any(coupon => coupon.StartsWith(purpose, StringComparison.Ordinal)))
            await subscriptions.UpdateAsync(stripeSubscriptionId, new() { Discounts = [] }, null, ct);
    }

    private async Task<IReadOnlyList<string>> CouponsOfAsync(string stripeSubscriptionId, CancellationToken ct)
    {
        var current = await subscriptions.GetAsync(stripeSubscriptionId, new() { Expand = ["discounts"] }, null, ct);
        return current.Status is "canceled" or "incomplete_expired" ? [] : [.. (current.Discounts ?? []).Select(discount => discount.Source?.CouponId).OfType<string>()];
    }

    /// <summary>Gives a draft the discount that it was rated with, and takes away any other. One that is no draft any more is left as it is.</summary>
    /// <returns>The draft as it then stands.</returns>
    public async Task<Stripe.Invoice> PlaceAsync(Invoice invoice, Stripe.Invoice draft, DeservedDiscount? discount, CancellationToken ct = default)
    {
        if (draft.Status != "draft" || discount is null && draft.DiscountIds is not { Count: > 0 }) return draft;

        // Without a key of ours: it says how the draft shall be.
        var coupon = discount is null ? null : await EnsureAsync(
            $"inv_{invoice.Id:N}", discount.Terms, [.. invoice.Lines.Where(line => line.IsDiscountable).Select(line => (line.Amount, line.DiscountAmount))], invoice.Currency, ct);
        return await invoices.UpdateAsync(draft.Id, new() { Discounts = coupon is null ? [] : [new() { Coupon = coupon }] }, null, ct);
    }

    private async Task<string> EnsureAsync(string purpose, DiscountTerms terms, IReadOnlyList<(long Amount, long Cut)> lines, Currency currency, CancellationToken ct)
    {
        var options = new Stripe.CouponCreateOptions
        {
            Duration = "once", Name = terms.Name.Length <= LongestName ? terms.Name : terms.Off, Metadata = new() { ["code"] = terms.Code, ["for"] = purpose },
        };
        if (terms.PercentOff is { } percent && lines.All(line => Money.Round(line.Amount * percent / 100, currency).Minor == line.Cut))
            (options.PercentOff, options.Id) = (percent, $"{purpose}_p{(percent * 100).ToString("0", CultureInfo.InvariantCulture)}");
        else
        {
            (options.AmountOff, options.Currency) = (lines.Sum(line => line.Cut) * currency.StripeFactor, currency.Wire);
            options.Id = $"{purpose}_a{options.AmountOff}";
        }
        try
        {
            return (await coupons.CreateAsync(options, new() { IdempotencyKey = $"coupon:{options.Id}" }, ct)).Id;
        }
        catch (Stripe.StripeException exists) when (exists.StripeError?.Code == "resource_already_exists")
        {
            // Its id says all that it is; Stripe has forgotten the key after a day.
            return options.Id;
        }
    }
}
