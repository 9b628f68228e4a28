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

/// <summary>What an upgrade costs, line by line, and the token under which that price is held.</summary>
public sealed record PlanQuote(PlanVersion Version, InvoiceSum Sum, InvoiceSum Next, Period Period, DateTime At, DateTime HeldUntil, string Token)
{
    public string? Code => Sum.Discount?.Terms.Code;
}

/// <summary>Quotes a price and holds it. The token is signed, not stored: it says what was promised, and a promise that no longer adds up is refused.</summary>
public sealed class UpgradePreview(InvoicePricing pricing, IDataProtectionProvider protection, BillingClock clock)
{
    public static readonly TimeSpan Held = TimeSpan.FromMinutes(30);

    internal static readonly Problem Changed = Problem.Conflict("The price has changed since it was shown. Look at the present one and confirm again.");

    private readonly IDataProtector protector = protection.CreateProtector("BillingPortal.UpgradePreview.v1");

    public async Task<Result<PlanQuote>> QuoteAsync(BillingDbContext db, Account account, DeservedDiscount? discount, PlanVersion version, CancellationToken ct = default)
    {
        if (TaxProfile.Missing(account.Profile) is { } missing) return missing;

        if (version.Price.Currency != account.Currency) return Problem.Conflict($"{version.Name} is not sold in {account.Currency}.");

        var now = clock.Now;
        var period = Period.Month(now, 0);
        if (!(await pricing.PricePurchaseAsync(db, account, [InvoiceComposer.PlanLine(version, period)], discount, now, ct)).Is(out var sum, out var problem)) return problem;
        var next = (await pricing.PriceAfterAsync(db, account, [InvoiceComposer.PlanLine(version, Period.Month(now, 1))], sum, discount, period.End, ct)).Value ?? sum;
        return new PlanQuote(version, sum, next, period, now, now + Held, Sign(new(account.Id, version.Id, now, sum.AmountDue.Minor, Fingerprint(sum), sum.Discount?.Terms.Code)));
    }

    /// <summary>Whether a price that was shown is still the price: else a conflict, and the person is shown the new one.</summary>
    public Problem? Broken(string token, Account account, PlanQuote now)
    {
        if (Read(token) is not { } promise || promise.Account != account.Id) return Problem.Invalid("preview_token", "This preview token is not one of ours for this team.");
        if (clock.Now > promise.At + Held) return Problem.Conflict("This price was held for 30 minutes. Look at the present one and confirm again.");
        return promise.Version == now.Version.Id && promise.Due == now.Sum.AmountDue.Minor && promise.Lines == Fingerprint(now.Sum)
            ? null
            : Changed;
    }

    /// <summary>The code whose discount was shown under the token.</summary>
    public string? CodeIn(string token) => Read(token)?.Code;

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

    private sealed record Promise(Guid Account, Guid Version, DateTime At, long Due, string Lines, string? Code);
}
