using System.Net;
using System.Text;

namespace BillingPortal.Tests.StripeSandbox;

public sealed class WireTests
{
    [Fact]
    public async Task A_key_may_come_as_bearer_token_or_as_user_name()
    {
        await using var sandbox = await Sandbox.StartAsync();
        (await WithAuthorizationAsync(sandbox, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("sk_test_abc:")))).Status.ShouldBe(HttpStatusCode.OK);
        (await WithAuthorizationAsync(sandbox, "Bearer sk_test_abc")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer sk_live_secret_1234")]
    [InlineData("Bearer nonsense")]
    public async Task Without_a_secret_test_key_nobody_gets_in(string? authorization)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var reply = await WithAuthorizationAsync(sandbox, authorization);
        ((string)reply.Refused(HttpStatusCode.Unauthorized)["type"]!).ShouldBe("invalid_request_error");
        reply.Body.ShouldNotContain("sk_live_secret");
    }

    [Fact]
    public async Task Every_answer_says_which_request_and_version_it_is()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var reply = await sandbox.GetAsync("/v1/customers");
        reply.Headers["Request-Id"].ShouldStartWith("req_");
        reply.Headers["Stripe-Version"].ShouldBe("2026-02-25.clover");
    }

    [Theory]
    [InlineData("/v1/customers", "colour=red", "parameter_unknown", "colour")]
    [InlineData("/v1/customers", "address[planet]=Mars", "parameter_unknown", "address[planet]")]
    [InlineData("/v1/subscriptions", "items[0][price]=price_1", "parameter_missing", "customer")]
    [InlineData("/v1/invoices", "customer=cus_none", "resource_missing", "customer")]
    [InlineData("/v1/customers", "balance=ten", "parameter_invalid_integer", "balance")]
    [InlineData("/v1/products", "name=", "parameter_invalid_empty", "name")]
    public async Task A_bad_request_says_what_is_wrong_with_which_parameter(string path, string field, string code, string parameter)
    {
        await using var sandbox = await Sandbox.StartAsync();
        var error = (await sandbox.PostAsync(path, field)).Refused(HttpStatusCode.BadRequest);
        ((string)error["code"]!).ShouldBe(code);
        ((string)error["param"]!).ShouldBe(parameter);
    }

    [Fact]
    public async Task A_refused_request_leaves_nothing_behind()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.PostForIdAsync("/v1/customers", "name=Before", "metadata[a]=1");
        (await sandbox.PostAsync($"/v1/customers/{customer}", "name=After", "metadata[a]=2", "colour=red")).Refused(HttpStatusCode.BadRequest);
        var now = (await sandbox.GetAsync($"/v1/customers/{customer}")).Ok();
        now.Text("name").ShouldBe("Before");
        now.Text("metadata.a").ShouldBe("1");
        (await sandbox.GetAsync("/v1/events?type=customer.updated")).Json["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var missing = (await sandbox.GetAsync("/v1/customers/cus_none")).Refused(HttpStatusCode.NotFound);
        ((string)missing["code"]!).ShouldBe("resource_missing");
        ((string)missing["message"]!).ShouldBe("No such customer: 'cus_none'");
        ((string)(await sandbox.GetAsync("/v1/teapots")).Refused(HttpStatusCode.NotFound)["message"]!).ShouldContain("Unrecognized request URL");
    }

    [Fact]
    public async Task Lists_are_newest_first_and_walk_both_ways()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Insert(0, await sandbox.PostForIdAsync("/v1/customers", $"name=Team {i}"));
        var first = (await sandbox.GetAsync("/v1/customers?limit=2")).Ok();
        Ids(first).ShouldBe(ids.Take(2));
        first.Json["has_more"]!.GetValue<bool>().ShouldBeTrue();
        Ids(await sandbox.GetAsync($"/v1/customers?limit=2&starting_after={ids[1]}")).ShouldBe([ids[2], ids[3]]);
        var last = await sandbox.GetAsync($"/v1/customers?limit=2&starting_after={ids[3]}");
        Ids(last).ShouldBe([ids[4]]);
        last.Json["has_more"]!.GetValue<bool>().ShouldBeFalse();
        Ids(await sandbox.GetAsync($"/v1/customers?limit=2&ending_before={ids[3]}")).ShouldBe([ids[1], ids[2]]);
    }

    [Fact]
    public async Task Lists_are_filtered_by_time()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var early = await sandbox.PostForIdAsync("/v1/customers", "name=Early");
        await sandbox.PassAsync(TimeSpan.FromDays(1));
        var border = (await sandbox.NowAsync()).ToUnixTimeSeconds();
        var late = await sandbox.PostForIdAsync("/v1/customers", "name=Late");
        Ids(await sandbox.GetAsync($"/v1/customers?created[gte]={border}")).ShouldBe([late]);
        Ids(await sandbox.GetAsync($"/v1/customers?created[lt]={border}")).ShouldBe([early]);
    }

    [Fact]
    public async Task Whole_objects_stand_for_ids_only_when_asked()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var subscription = (await sandbox.SubscribeAsync(await sandbox.CustomerAsync(), await sandbox.PriceAsync(1000))).Id;
        var plain = (await sandbox.GetAsync($"/v1/subscriptions/{subscription}")).Ok();
        plain.Text("latest_invoice").ShouldStartWith("in_");
        var invoice = (await sandbox.GetAsync($"/v1/invoices/{plain.Text("latest_invoice")}")).Ok();
        invoice.Json.AsObject().ContainsKey("payments").ShouldBeFalse();
        invoice.Json.AsObject().ContainsKey("confirmation_secret").ShouldBeFalse();
        var deep = (await sandbox.GetAsync($"/v1/invoices/{invoice.Id}?expand[]=payments.data.payment.payment_intent&expand[]=customer&expand[]=confirmation_secret")).Ok();
        deep.Text("payments.data.0.payment.payment_intent.status").ShouldBe("succeeded");
        deep.Text("customer.name").ShouldBe("Acme");
        deep.Text("confirmation_secret.client_secret").ShouldStartWith("pi_");
        (await sandbox.GetAsync("/v1/subscriptions?expand[]=data.latest_invoice")).Ok().Text("data.0.latest_invoice.status").ShouldBe("paid");
        (await sandbox.GetAsync($"/v1/invoices/{invoice.Id}?expand[]=number.x")).Refused(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Lists_in_brackets_without_numbers_mean_the_same()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var endpoint = (await sandbox.PostAsync("/v1/webhook_endpoints", "url=http://127.0.0.1:9/", "enabled_events[]=invoice.paid", "enabled_events[]=invoice.voided")).Ok();
        endpoint.Json["enabled_events"]!.AsArray().Select(item => (string)item!).ShouldBe(["invoice.paid", "invoice.voided"]);
        endpoint.Text("secret").ShouldStartWith("whsec_");
        (await sandbox.GetAsync($"/v1/webhook_endpoints/{endpoint.Id}")).Ok().Json.AsObject().ContainsKey("secret").ShouldBeFalse();
    }

    [Fact]
    public async Task Metadata_is_merged_and_unset_key_by_key()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var customer = await sandbox.PostForIdAsync("/v1/customers", "metadata[a]=1", "metadata[b]=2");
        var changed = (await sandbox.PostAsync($"/v1/customers/{customer}", "metadata[a]=", "metadata[c]=3")).Ok();
        changed.Json["metadata"]!.AsObject().Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["b=2", "c=3"], ignoreOrder: true);
        (await sandbox.PostAsync($"/v1/customers/{customer}", "metadata=")).Ok().Json["metadata"]!.AsObject().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Two_sandboxes_cannot_share_a_port()
    {
        await using var sandbox = await Sandbox.StartAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("stripe-sandbox-").FullName, "other.db");
        await using var second = new BillingPortal.StripeSandbox.SandboxServer(
            new() { Port = sandbox.Address.Port, DataFile = file }, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var fault = await Should.ThrowAsync<IOException>(() => second.StartAsync(CancellationToken.None));
        fault.Message.ShouldContain(sandbox.Address.Port.ToString());
        fault.Message.ShouldNotContain("\n");
    }

    private static IEnumerable<string> Ids(Reply list) => list.Ok().Json["data"]!.AsArray().Select(item => (string)item!["id"]!);

    private static async Task<Reply> WithAuthorizationAsync(Sandbox sandbox, string? authorization)
    {
        using var http = new HttpClient { BaseAddress = sandbox.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/customers");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await http.SendAsync(request);
        return new Reply(response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>());
    }
}
