using System.Text;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>The hosted pages: save a card, authenticate. Plain forms; nothing typed here is kept but a card's behaviour and last four digits.</summary>
public static class CheckoutPages
{
    public static void Map(IEndpointRouteBuilder app, Engine engine)
    {
        app.MapGet("/c/assets/{name}", SendAssetAsync);
        app.MapGet("/c/pay/{id}", (string id) => engine.Read(store => store.Sessions.Find(id) is { } session ? Show(store, session) : Page.NotFound()));
        app.MapPost("/c/pay/{id}", async (string id, HttpRequest request) => Submit(engine, id, await FieldsAsync(request)));
        app.MapGet("/c/challenge/{id}", (string id) =>
            engine.Read(store => store.FindAny(id) is null ? Page.NotFound() : Page.Html("Confirm it is you", ChallengeForm.Body(store, id))));
        app.MapPost("/c/challenge/{id}", async (string id, HttpRequest request) =>
            Answer(engine, id, request.Query["return_url"], (await FieldsAsync(request))["answer"] == "complete"));
    }

    private static IResult Show(Store store, CheckoutSession session) => session.Status switch
    {
        "complete" => Page.Message("This card is saved", "The page has done its work and can be closed.", session.ReturnUrl),
        "expired" => Page.Message("This page has expired", "Go back and start again to add a card.", session.CancelUrl),
        _ => Page.Html("Add a card", CardForm.Body(store, session, CardInput.Empty, null)),
    };

    private static IResult Submit(Engine engine, string id, CardInput input) => engine.Write(tx =>
    {
        if (tx.Store.Sessions.Find(id) is not { } session) return Page.NotFound();
        if (session.Status != "open") return Show(tx.Store, session);
        try
        {
            return Save(tx, session, input);
        }
        catch (StripeError refusal) when (refusal.Status == 402)
        {
            return Page.Html("Add a card", CardForm.Body(tx.Store, session, input, refusal), 402);
        }
    });

    private static IResult Save(Tx tx, CheckoutSession session, CardInput input)
    {
        var details = new CardDetails(tx) { Billing = input.Billing(), ExpMonth = input.Month, ExpYear = input.Year, HasCvc = input.HasCvc };
        details.Check();
        if (!input.HasCvc) throw Decline.IncorrectCvc.AtSetup();
        var method = tx.Add(PaymentMethods.From(input.Card ?? throw input.Refusal!.AtSetup(), details));
        var intent = tx.Store.SetupIntents.Find(session.SetupIntent)!;
        SetupIntents.Confirm(tx, intent, method, Payments.Challenge.At(tx.Store, intent.Id, session.ReturnUrl));
        if (intent.NextAction is { } action) return Results.Redirect(action.RedirectToUrl!.Url!);
        CheckoutSessions.Complete(tx, session, method);
        return Results.Redirect(session.ReturnUrl);
    }

    private static IResult Answer(Engine engine, string id, string? returnUrl, bool completes) => engine.Write(tx =>
    {
        var session = tx.Store.SetupIntents.Find(id) is { } intent ? SessionOf(tx.Store, intent) : null;
        try
        {
            ChallengeForm.Conclude(tx, id, completes);
        }
        catch (StripeError refusal) when (refusal.Status == 402 && session is not null)
        {
            return Page.Html("Add a card", CardForm.Body(tx.Store, session, CardInput.Empty, refusal), 402);
        }
        if (session is { Status: "open" } && tx.Store.PaymentMethods.Find(tx.Store.SetupIntents.Find(id)!.PaymentMethod) is { } method)
            CheckoutSessions.Complete(tx, session, method);
        var next = session?.ReturnUrl ?? returnUrl;
        return string.IsNullOrEmpty(next) ? Page.Message("Thank you", "You can close this page.", null) : Results.Redirect(next);
    });

    private static CheckoutSession? SessionOf(Store store, SetupIntent intent) =>
        intent.Customer is { } customer ? store.Sessions.Where("customer", customer).FirstOrDefault(session => session.SetupIntent == intent.Id)
        : store.Sessions.All.FirstOrDefault(session => session.SetupIntent == intent.Id);

    private static async Task<CardInput> FieldsAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return new CardInput(FormBody.Pairs(await reader.ReadToEndAsync()));
    }

    private static async Task SendAssetAsync(HttpContext http)
    {
        var name = (string)http.GetRouteValue("name")!;
        await using var asset = typeof(CheckoutPages).Assembly.GetManifestResourceStream($"StripeSandbox.{name}");
        if (asset is null)
        {
            http.Response.StatusCode = 404;
            return;
        }
        http.Response.ContentType = name.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript";
        await asset.CopyToAsync(http.Response.Body);
    }
}
