using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>One account at Stripe: the same invoices in the same state, what they came to charged once, and nothing left lying about.</summary>
internal static class StripeBooks
{
    public static async Task ShouldHoldAsync(BillingApp app, Account account, List<Invoice> invoices, string when)
    {
        if (account.StripeCustomerId is not { } customer) return;
        var stripes = await AllAsync(app, $"/v1/invoices?customer={customer}");
        var theirs = stripes.ToDictionary(invoice => invoice.Text("id"));

        foreach (var invoice in invoices.Where(invoice => invoice.IsIssued)) ShouldBeTheSame(invoice, theirs, when);
        var known = invoices.Where(invoice => invoice.IsIssued).Select(invoice => invoice.StripeInvoiceId).ToHashSet();
        stripes.Where(invoice => invoice.Text("status") is "open" or "paid" or "uncollectible" && !known.Contains(invoice.Text("id"))).Select(invoice => $"{invoice.Text("id")} {invoice.Text("status")} {invoice.Number("total")}, {invoice.Text("billing_reason")}")
            .ShouldBeEmpty($"{when}: {account.Name} has invoices at Stripe that the portal has not issued");

        (await app.Stripe.GetAsync($"/v1/customers/{customer}")).Ok().Number("balance").ShouldBe(0, when);
        (await AllAsync(app, $"/v1/invoiceitems?customer={customer}&pending=true")).Count.ShouldBe(0, $"{when}: items of {account.Name} wait at Stripe for an invoice to fall on");
        var charged = (await AllAsync(app, $"/v1/charges?customer={customer}")).Where(charge => charge.Text("status") == "succeeded").Sum(charge => charge.Number("amount"));
        charged.ShouldBe(invoices.Sum(invoice => invoice.AmountPaid * invoice.Currency.StripeFactor), $"{when}: what {account.Name} was charged");
    }

    private static void ShouldBeTheSame(Invoice invoice, Dictionary<string, JsonElement> theirs, string when)
    {
        var told = $"{when}: {InvoiceBooks.Told(invoice)} at Stripe";
        theirs.ContainsKey(invoice.StripeInvoiceId!).ShouldBeTrue(told);
        var stripes = theirs[invoice.StripeInvoiceId!];
        stripes.Number("total").ShouldBe(invoice.AmountDue * invoice.Currency.StripeFactor, told);
        stripes.Text("status").ShouldBe(invoice.Status.ToString().ToLowerInvariant(), told);
    }

    private static async Task<List<JsonElement>> AllAsync(BillingApp app, string path)
    {
        var all = new List<JsonElement>();
        for (; ; )
        {
            var page = (await app.Stripe.GetAsync($"{path}&limit=100{(all.Count == 0 ? "" : $"&starting_after={all[^1].Text("id")}")}")).Ok();
            all.AddRange(page.List("data"));
            if (!page.GetProperty("has_more").GetBoolean()) return all;
        }
    }
}
