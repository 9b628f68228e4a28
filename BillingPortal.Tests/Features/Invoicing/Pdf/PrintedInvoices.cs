using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

/// <summary>Invoices to print: one with everything on it, and some of a given length.</summary>
internal static class PrintedInvoices
{
    public static readonly Period October = Period.Month(new(2026, 9, 29, 0, 0, 0, DateTimeKind.Utc), 0);

    public static PrintedInvoice WithEverything() => new()
    {
        Number = "BP-2026-000418",
        IssuedAt = new(2026, 10, 29, 1, 3, 0, DateTimeKind.Utc),
        Period = October,
        PurchaseOrder = "NR-2291",
        Seller = new("BillingPortal Inc.", ["548 Market Street", "San Francisco, CA 94104"], ["EIN 84-2917745"], "billing@billingportal.example", "BillingPortal"),
        Buyer = new("Northwind Robotics LLC", ["41 Flushing Ave", "Brooklyn, NY 11205"], ["VAT FR40303265045"]),
        Lines =
        [
            new("Starter plan", Period.Month(October.End, 0), 1, 10m, [8.875m], Money.Usd(1000)),
            new("API calls above 250,000", October, 62310, 0.0004m, [8.875m], Money.Usd(2492)),
            new("Contexts above 250", October, 9, 0.10m, [8.875m], Money.Usd(90), "highest 259"),
            new("Storage above 25 GiB", October, 2, 0.25m, [8.875m], Money.Usd(50), "started GiB"),
        ],
        Subtotal = Money.Usd(3632),
        Discounts = [new("Code WELCOME10, 10 % off the plan", Money.Usd(-100))],
        PromotionalCredits = [new("Promotional credit", Money.Usd(-500))],
        Taxes = [new("Sales tax NY", 8.875m, Money.Usd(3032), Money.Usd(269))],
        Total = Money.Usd(3301),
        PrepaidCredits = [new("Prepaid credit", Money.Usd(-1000))],
        AmountDue = Money.Usd(2301),
        Payment = new(new(2026, 10, 29), "Visa •••• 4242", Money.Usd(2301)),
        Notes = ["Sales tax is charged at the rate of the billing address."],
    };

    public static PrintedInvoice OfLines(int count) => WithEverything() with
    {
        Lines = [.. Enumerable.Range(1, count).Select(n => new PrintedLine($"Line number {n} of {count}", October, n, 2m, [8.875m], Money.Usd(200 * n)))],
    };

    public static PrintedInvoice Of(params string[] descriptions) => WithEverything() with
    {
        Lines = [.. descriptions.Select(description => new PrintedLine(description, null, 1, 10m, [], Money.Usd(1000)))],
    };
}
