using System.Text.Json;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using Microsoft.AspNetCore.DataProtection;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What a change to a dearer plan costs, line by line, from a pinned second on, and the token under which that price is held.</summary>
/// <param name="Discount">What the account deserves from the change on, whether this invoice bears it or not.</param>
/// <param name="Code">A code that is given with the change; null for what the account has redeemed before.</param>
/// <param name="IsInvoiced">False where the rest of the period is worth less than a card can be charged, before code and credit: then it is free of charge, and takes neither.</param>
public sealed record ChangeQuote(PlanVersion From, PlanVersion To, InvoiceSum Sum, Period Period, DateTime At, DeservedDiscount? Discount, string? Code, bool IsInvoiced, DateTime HeldUntil, string Token)
{
    public Money Due => Sum.AmountDue;

    public bool IsCharged => !Due.IsZero;
}

/// <summary>Quotes a change and holds the price. The token is signed, not stored: it pins the second that is prorated from, and a promise that no longer adds up is refused.</summary>
public sealed class ChangePreview(InvoicePricing pricing, Redemptions redemptions, IDataProtectionProvider protection, BillingClock clock)
{
    internal static readonly Problem Changed = Problem.Conflict("The price has changed since it was shown. Look at the present one and confirm again.", "price_changed");

    private readonly IDataProtector protector = protection.CreateProtector("BillingPortal.ChangePreview.v1");

    /// <summary>From this second on.</summary>
    public Task<Result<ChangeQuote>> QuoteAsync(BillingDbContext db, Account account, PlanInForce current, PlanVersion target, string? code = null, CancellationToken ct = default)
    {
        var (now, began) = (WholeSecond(clock.Now), current.Row.From);
        return QuoteAtAsync(db, account, current, target, now > began ? now : WholeSecond(began).AddSeconds(1), code, ct);
    }

    /// <summary>The quote that a token holds, priced anew; a conflict where it is no longer the price.</summary>
    public async Task<Result<ChangeQuote>> RedeemAsync(BillingDbContext db, Account account, PlanInForce current, PlanVersion target, string token, CancellationToken ct = default)
    {
        if (Read(token) is not { } promise || promise.Account != account.Id) return Problem.Invalid("preview_token", "This preview token is not one of ours for this team.");
        if (clock.Now > promise.At + UpgradePreview.Held) return Problem.Conflict("This price was held for 30 minutes. Look at the present one and confirm again.", "price_changed");
        if (promise.From != current.Version.Id || promise.To != target.Id || promise.At <= current.Row.From || promise.At < current.Period.Start) return Changed;

        if (!(await QuoteAtAsync(db, account, current, target, promise.At, promise.Code, ct)).Is(out var quote, out var problem)) return problem;
        return quote.Due.Minor == promise.Due && Fingerprint(quote.Sum) == promise.Lines ? quote : Changed;
    }

    /// <summary>A change that is under way, with exactly the code and the credit that it holds.</summary>
    public async Task<Result<ChangeQuote>> HeldAsync(BillingDbContext db, Account account, PlanInForce current, PlanVersion target, PlanChange change, CancellationToken ct = default)
    {
        if (!(await LinesAsync(db, account, current, target, change.At, ct)).Is(out var lines, out var early)) return early;
        var discount = await redemptions.HeldByAsync(db, change.RedemptionId, change.Id, ct);
        var priced = await SoundAsync(bears => pricing.PriceHeldAsync(db, account, lines, bears, change.Id, change.At, ct), discount);
        return priced.Is(out var sum, out var problem) ? Quote(account, current, target, change.At, sum, lines, discount, null) : problem;
    }

    private async Task<Result<ChangeQuote>> QuoteAtAsync(BillingDbContext db, Account account, PlanInForce current, PlanVersion target, DateTime at, string? code, CancellationToken ct)
    {
        if (TaxProfile.Missing(account.Profile) is { } missing) return missing;
        if (!(await LinesAsync(db, account, current, target, at, ct)).Is(out var lines, out var early)) return early;
        if (!(await DiscountAsync(db, account, target, code, ct)).Is(out var deserved, out var refused)) return refused;
        var priced = await SoundAsync(bears => pricing.PricePurchaseAsync(db, account, lines, bears, at, ct), deserved.Discount);
        return priced.Is(out var sum, out var problem) ? Quote(account, current, target, at, sum, lines, deserved.Discount, code) : problem;
    }

    private static async Task<Result<IReadOnlyList<DraftLine>>> LinesAsync(BillingDbContext db, Account account, PlanInForce current, PlanVersion target, DateTime at, CancellationToken ct) =>
        (await db.LastDebitAsync(account.Id, account.Currency, current.Period, ct)).Is(out var debited, out var problem)
            ? Result<IReadOnlyList<DraftLine>>.Of(new Proration(current.Version, debited, target, current.Period, at).Lines)
            : problem;

    private async Task<Result<Deserved>> DiscountAsync(BillingDbContext db, Account account, PlanVersion target, string? code, CancellationToken ct)
    {
        if (code is null) return new Deserved(await redemptions.DeservedAsync(db, account.Id, null, ct));
        return (await redemptions.CheckAsync(db, account, code, target.PlanCode, ct)).Is(out var known, out var refused) ? new Deserved(new(Guid.Empty, known.Terms, known.Invoices)) : refused;
    }

    /// <summary>Who has moved may be given back more tax than is charged now: where a code would then leave less than nothing, the change does not bear it.</summary>
    private static async Task<Result<InvoiceSum>> SoundAsync(Func<DeservedDiscount?, Task<Result<InvoiceSum>>> price, DeservedDiscount? discount)
    {
        var priced = await price(discount);
        return discount is not null && priced.Value is { } sum && sum.AmountDue.IsNegative ? await price(null) : priced;
    }

    private ChangeQuote Quote(Account account, PlanInForce current, PlanVersion target, DateTime at, InvoiceSum sum, IReadOnlyList<DraftLine> lines, DeservedDiscount? discount, string? code)
    {
        var bare = InvoiceSum.Of(lines, null, sum.Components, sum.Currency);
        var isInvoiced = SmallestCharge.Covers(bare.AmountDue);
        var quote = new ChangeQuote(current.Version, target, isInvoiced ? sum : CreditSpending.Waived(bare), current.Period, at, discount, code, isInvoiced, at + UpgradePreview.Held, "");
        return quote with { Token = Sign(new(account.Id, current.Version.Id, target.Id, at, quote.Due.Minor, Fingerprint(quote.Sum), code)) };
    }

    private static DateTime WholeSecond(DateTime at) => new(at.Ticks - at.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);

    private string Sign(Promise promise) => protector.Protect(JsonSerializer.Serialize(promise));

    private Promise? Read(string token)
    {
        try
        {
            return JsonSerializer.Deserialize<Promise>(protector.Unprotect(token));
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private static string Fingerprint(InvoiceSum sum) => string.Join(';', sum.Lines.Select(line => $"{line.Line.Kind}={line.Line.Amount.Minor}-{line.Discount.Minor}+{line.Tax.Minor}")
        .Concat(sum.Taxes.Select(tax => $"{tax.Component.Jurisdiction}={tax.Component.Percentage:0.######}")));

    private sealed record Deserved(DeservedDiscount? Discount);

    private sealed record Promise(Guid Account, Guid From, Guid To, DateTime At, long Due, string Lines, string? Code = null);
}
