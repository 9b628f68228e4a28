using System.Text;
using BillingPortal.StripeSandbox.Billing;
using BillingPortal.StripeSandbox.Catalogue;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>The page behind `hosted_invoice_url`: the payer pays an open invoice with a saved card, present in person, so that the card may ask for authentication.</summary>
public static class InvoicePages
{
    public static void Map(IEndpointRouteBuilder app, Engine engine)
    {
        app.MapGet("/i/{id}", (string id) => engine.Read(store => store.Invoices.Find(id) is { } invoice ? Show(store, invoice, null) : Page.NotFound()));
        app.MapPost("/i/{id}", async (string id, HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.UTF8);
            var chosen = FormBody.Pairs(await reader.ReadToEndAsync()).Find(pair => pair.Name == "payment_method").Value;
            return engine.Write(tx => tx.Store.Invoices.Find(id) is { } invoice ? Pay(tx, invoice, chosen) : Page.NotFound());
        });
    }

    private static IResult Pay(Tx tx, Invoice invoice, string? chosen)
    {
        if (invoice.Status is not ("open" or "uncollectible") || tx.Store.PaymentMethods.Find(chosen) is not { } method || method.Customer != invoice.Customer)
            return Show(tx.Store, invoice, null);
        var attempt = Collection.Try(tx, tx.Change(invoice), method, offSession: false);
        if (attempt.WaitsForHolder) return Results.Redirect(attempt.Intent.NextAction!.RedirectToUrl!.Url!);
        return Show(tx.Store, invoice, attempt.Refusal?.Message);
    }

    private static IResult Show(Store store, Invoice invoice, string? problem) => Page.Html($"Invoice {invoice.Number}", $"""
        <main class="single">
          <section aria-labelledby="title">
            <p class="who">{Page.Text(invoice.CustomerName)}</p>
            <h1 id="title">Invoice {Page.Text(invoice.Number)}</h1>
            <p class="lead">{Currencies.Text(invoice.AmountRemaining > 0 ? invoice.AmountRemaining : invoice.AmountDue, invoice.Currency)} · {Page.Text(invoice.Status)}</p>
            {(problem is null ? "" : $"""<p class="problem" role="alert">{Page.Text(problem)}</p>""")}
            {(invoice.Status is "open" or "uncollectible" ? Form(store, invoice) : "")}
          </section>
        </main>
        """, problem is null ? 200 : 402);

    private static string Form(Store store, Invoice invoice)
    {
        var methods = store.PaymentMethods.Where("customer", invoice.Customer);
        return methods.Count == 0 ? """<p class="hint">There is no saved card to pay with.</p>""" : $"""
            <form method="post" action="/i/{invoice.Id}">
              <p class="field"><label for="payment_method">Card</label><select id="payment_method" name="payment_method">{string.Concat(methods.Select(Option))}</select></p>
              <button type="submit">Pay in the sandbox</button>
            </form>
            """;
    }

    private static string Option(PaymentMethod method) =>
        $"<option value=\"{method.Id}\">{Page.Text(method.Card.Brand)} ending in {Page.Text(method.Card.Last4)}</option>";
}
