using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>The card form, with the test cards beside it that fill it in.</summary>
public static class CardForm
{
    private static readonly (string Number, string Mark, string Meaning)[] Cards =
    [
        ("4242 4242 4242 4242", "good", "Works, every time"),
        ("4000 0027 6000 3184", "ask", "Asks for 3-D Secure, then works"),
        ("4000 0000 0000 0341", "bad", "Saves, then every charge is declined"),
        ("4000 0000 0000 9995", "bad", "Declined: not enough funds"),
        ("4000 0000 0000 0069", "bad", "Declined: expired card"),
        ("4000 0000 0000 0002", "bad", "Declined, no reason given"),
        ("4000 0000 0000 0259", "ask", "Works, then the charge is disputed"),
    ];

    private static readonly (string Code, string Name)[] Countries =
    [
        ("US", "United States"), ("AU", "Australia"), ("AT", "Austria"), ("BE", "Belgium"), ("CA", "Canada"), ("DK", "Denmark"), ("FI", "Finland"), ("FR", "France"),
        ("DE", "Germany"), ("IN", "India"), ("IE", "Ireland"), ("IT", "Italy"), ("JP", "Japan"), ("KR", "South Korea"), ("LU", "Luxembourg"), ("NL", "Netherlands"),
        ("NZ", "New Zealand"), ("NO", "Norway"), ("PL", "Poland"), ("PT", "Portugal"), ("SG", "Singapore"), ("ES", "Spain"), ("SE", "Sweden"), ("CH", "Switzerland"),
        ("GB", "United Kingdom"),
    ];

    public static string Body(Store store, CheckoutSession session, CardInput input, StripeError? refusal) => $"""
        <main>
          <header class="intro">
            <p class="who">{Page.Text(store.Customers.Find(session.Customer)?.Name)}</p>
            <h1>Add a card</h1>
            <p class="lead">Nothing is charged on this page. The card becomes the default for invoices.</p>
          </header>
          <section class="cards" aria-labelledby="cards">
            <h2 id="cards">Test cards</h2>
            <p class="hint">Pick one to fill the form. Any future date and any three digits work.</p>
            <table>
              <thead><tr><th scope="col">Number</th><th scope="col">What happens</th></tr></thead>
              <tbody>{string.Concat(Cards.Select(Row))}</tbody>
            </table>
          </section>
          <form method="post" action="/c/pay/{session.Id}" autocomplete="off" novalidate>
            <h2>Card details</h2>
            {Alert(refusal)}
            {Field("number", "Card number", "", refusal, "inputmode=\"numeric\" maxlength=\"23\"")}
            <div class="pair">
              {Field("expiry", "Expiry", input["expiry"], refusal, "inputmode=\"numeric\" placeholder=\"MM / YY\" maxlength=\"9\"")}
              {Field("cvc", "Security code", "", refusal, "inputmode=\"numeric\" maxlength=\"4\"")}
            </div>
            {Field("name", "Name on card", input["name"], refusal, "maxlength=\"100\"")}
            <div class="pair">
              <p class="field">
                <label for="country">Country</label>
                <select id="country" name="country">{string.Concat(Countries.Select(country => Option(country, input["country"])))}</select>
              </p>
              {Field("postal_code", "ZIP", input["postal_code"], refusal, "maxlength=\"12\"")}
            </div>
            <button type="submit">Save sandbox card</button>
            {(session.CancelUrl is { } back ? $"""<p class="back"><a href="{Page.Text(back)}">Back without saving</a></p>""" : "")}
            <p class="fine">The number is turned into a behaviour and its last four digits at once, and is not kept.</p>
          </form>
        </main>
        """;

    private static string Row((string Number, string Mark, string Meaning) card) => $"""
        <tr>
          <td><button type="button" class="fill" data-number="{card.Number}">{card.Number}</button></td>
          <td><span class="mark {card.Mark}" aria-hidden="true"></span>{card.Meaning}</td>
        </tr>
        """;

    private static string Field(string name, string label, string value, StripeError? refusal, string attributes)
    {
        var mark = FieldOf(refusal) == name ? "aria-invalid=\"true\" aria-describedby=\"problem\" autofocus" : "";
        return $"""
            <p class="field"><label for="{name}">{label}</label><input id="{name}" name="{name}" value="{Page.Text(value)}" {attributes} {mark}></p>
            """;
    }

    private static string Option((string Code, string Name) country, string chosen) =>
        $"<option value=\"{country.Code}\"{(country.Code == chosen ? " selected" : "")}>{country.Name}</option>";

    private static string Alert(StripeError? refusal) =>
        refusal is null ? "" : $"""<p class="problem" id="problem" role="alert">{Page.Text(refusal.Message)}</p>""";

    private static string? FieldOf(StripeError? refusal) => refusal?.Param switch
    {
        "cvc" => "cvc",
        "exp_month" or "exp_year" => "expiry",
        _ => refusal is null ? null : "number",
    };
}
