using System.Net;

namespace BillingPortal.Tests.StripeSandbox;

public sealed class CheckoutTests : IAsyncLifetime
{
    private readonly HttpClient visitor = new(new HttpClientHandler { AllowAutoRedirect = false });
    private Sandbox sandbox = null!;
    private string customer = "";

    public async ValueTask InitializeAsync()
    {
        sandbox = await Sandbox.StartAsync();
        customer = await sandbox.PostForIdAsync("/v1/customers", "name=Northwind <Robotics>", "email=maya@northwind.example");
    }

    public async ValueTask DisposeAsync()
    {
        visitor.Dispose();
        await sandbox.DisposeAsync();
    }

    [Fact]
    public async Task A_visitor_saves_a_card_and_comes_back()
    {
        var session = await SessionAsync();
        (await visitor.GetStringAsync(session.Text("url"))).ShouldContain("Northwind &lt;Robotics&gt;");
        var answer = await SubmitAsync(session, "4242 4242 4242 4242");
        answer.Headers.Location!.ToString().ShouldBe($"http://portal.example/back?session={session.Id}");
        var done = (await sandbox.GetAsync($"/v1/checkout/sessions/{session.Id}?expand[]=setup_intent.payment_method")).Ok();
        done.Text("status").ShouldBe("complete");
        done.Text("url").ShouldBe("");
        done.Text("setup_intent.status").ShouldBe("succeeded");
        done.Text("setup_intent.payment_method.customer").ShouldBe(customer);
        done.Text("setup_intent.payment_method.card.last4").ShouldBe("4242");
        done.Text("setup_intent.payment_method.billing_details.name").ShouldBe("Maya Lindqvist");
        done.Text("customer_details.email").ShouldBe("maya@northwind.example");
        await EventsShouldContainAsync("checkout.session.completed", "setup_intent.succeeded", "payment_method.attached");
    }

    [Theory]
    [InlineData("4000 0000 0000 9995", "Your card has insufficient funds.")]
    [InlineData("4000 0000 0000 0002", "Your card was declined.")]
    [InlineData("4000 0000 0000 0069", "Your card has expired.")]
    [InlineData("4242 4242 4242 4241", "Your card number is incorrect.")]
    [InlineData("", "Your card number is incorrect.")]
    [InlineData("4111 1111 1111 1111", "not one of its test cards")]
    public async Task A_refused_card_is_explained_in_place_and_another_can_be_tried(string number, string words)
    {
        var session = await SessionAsync();
        var refused = await SubmitAsync(session, number);
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        var page = await refused.Content.ReadAsStringAsync();
        page.ShouldContain(words);
        page.ShouldContain("Maya Lindqvist");
        (await sandbox.GetAsync($"/v1/checkout/sessions/{session.Id}")).Text("status").ShouldBe("open");
        (await SubmitAsync(session, "4242 4242 4242 4242")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("01 / 20", "123", "expiration")]
    [InlineData("13 / 40", "123", "expiration month")]
    [InlineData("", "123", "expiration month")]
    [InlineData("12 / 40", "", "security code")]
    public async Task What_is_typed_beside_the_number_is_checked(string expiry, string cvc, string words)
    {
        var refused = await SubmitAsync(await SessionAsync(), "4242 4242 4242 4242", expiry, cvc);
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    [Fact]
    public async Task A_session_completes_once()
    {
        var session = await SessionAsync();
        await SubmitAsync(session, "4242 4242 4242 4242");
        var again = await SubmitAsync(session, "5555 5555 5555 4444");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await again.Content.ReadAsStringAsync()).ShouldContain("This card is saved");
        (await sandbox.GetAsync($"/v1/customers/{customer}/payment_methods")).Json["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_card_that_asks_its_holder_is_saved_after_the_challenge()
    {
        var session = await SessionAsync();
        var challenge = (await SubmitAsync(session, "4000 0027 6000 3184")).Headers.Location!;
        (await visitor.GetStringAsync(challenge)).ShouldContain("Complete authentication");
        var answer = await visitor.PostAsync(challenge, new FormUrlEncodedContent([new("answer", "complete")]));
        answer.Headers.Location!.ToString().ShouldContain(session.Id);
        (await sandbox.GetAsync($"/v1/checkout/sessions/{session.Id}")).Text("status").ShouldBe("complete");
        (await sandbox.GetAsync($"/v1/customers/{customer}/payment_methods")).Text("data.0.card.last4").ShouldBe("3184");
    }

    [Fact]
    public async Task A_failed_challenge_saves_nothing_and_leaves_the_page_open()
    {
        var session = await SessionAsync();
        var challenge = (await SubmitAsync(session, "4000 0027 6000 3184")).Headers.Location!;
        var answer = await visitor.PostAsync(challenge, new FormUrlEncodedContent([new("answer", "fail")]));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("could not be authenticated");
        (await sandbox.GetAsync($"/v1/customers/{customer}/payment_methods")).Json["data"]!.AsArray().ShouldBeEmpty();
        (await SubmitAsync(session, "4242 4242 4242 4242")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_abandoned_session_expires_after_a_day()
    {
        var session = await SessionAsync();
        await sandbox.PassAsync(TimeSpan.FromHours(25));
        (await sandbox.GetAsync($"/v1/checkout/sessions/{session.Id}")).Text("status").ShouldBe("expired");
        (await visitor.GetStringAsync(session.Text("url"))).ShouldContain("expired");
        await SubmitAsync(session, "4242 4242 4242 4242");
        (await sandbox.GetAsync($"/v1/customers/{customer}/payment_methods")).Json["data"]!.AsArray().ShouldBeEmpty();
        await EventsShouldContainAsync("checkout.session.expired");
    }

    [Fact]
    public async Task The_page_asks_for_no_money_and_says_that_it_is_no_bank()
    {
        var page = await visitor.GetStringAsync((await SessionAsync()).Text("url"));
        page.ShouldContain("No bank is asked, no money moves.");
        page.ShouldContain("Save sandbox card");
        page.ShouldContain("http://portal.example/cancelled");
        page.ShouldNotContain("$");
        foreach (var asset in (string[])["checkout.css", "checkout.js"])
            (await visitor.GetAsync(new Uri(sandbox.Address, $"/c/assets/{asset}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Reply> SessionAsync() => (await sandbox.PostAsync("/v1/checkout/sessions", "mode=setup", "currency=usd", $"customer={customer}",
        "success_url=http://portal.example/back?session={CHECKOUT_SESSION_ID}", "cancel_url=http://portal.example/cancelled")).Ok();

    private Task<HttpResponseMessage> SubmitAsync(Reply session, string number, string expiry = "12 / 40", string cvc = "123") =>
        visitor.PostAsync(new Uri(sandbox.Address, $"/c/pay/{session.Id}"), new FormUrlEncodedContent(
        [
            new("number", number), new("expiry", expiry), new("cvc", cvc), new("name", "Maya Lindqvist"), new("country", "US"), new("postal_code", "11205"),
        ]));

    private async Task EventsShouldContainAsync(params string[] types)
    {
        var happened = (await sandbox.GetAsync("/v1/events?limit=100")).Ok().Json["data"]!.AsArray().Select(item => (string)item!["type"]!).ToList();
        types.Except(happened).ShouldBeEmpty();
    }
}
