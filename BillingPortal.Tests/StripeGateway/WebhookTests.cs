using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BillingPortal.StripeGateway;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Stripe;

namespace BillingPortal.Tests.StripeGateway;

[OnEveryDatabase]
public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly string Paid = Sample.Event("evt_1", EventTypes.InvoicePaid);

    private readonly TestHandler whenPaid = new(EventTypes.InvoicePaid);
    private GatewayHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await GatewayHost.StartAsync(whenPaid);

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task A_signed_event_is_stored_acknowledged_and_applied_at_once()
    {
        (await portal.DeliverAsync(Paid)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var notice = await whenPaid.FirstAsync();
        notice.ShouldBe(new("evt_1", "invoice.paid", "in_1", "cus_1", new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc)));
        await portal.Worker.DrainAsync();
        (await portal.StoredAsync("evt_1")).State.ShouldBe(StripeEventState.Applied);
    }

    [Fact]
    public async Task An_event_that_comes_again_is_acknowledged_again_and_stored_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => portal.DeliverAsync(Paid)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await portal.StoredAsync()).ShouldHaveSingleItem();
        await portal.Worker.DrainAsync();
        whenPaid.Seen.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_event_that_nobody_here_understands_is_acknowledged_and_parked_in_sight()
    {
        (await portal.DeliverAsync(Sample.Event("evt_type", "radar.early_fraud_warning.created"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await portal.DeliverAsync(Sample.Event("evt_version", EventTypes.InvoicePaid, version: "2020-08-27"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await portal.DeliverAsync("""{"id":"evt_thin","object":"v2.core.event","type":"v1.billing.meter.no_meter_found","created":"2026-03-01T12:00:00.000Z"}"""))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        await portal.Worker.DrainAsync();

        var stored = await portal.StoredAsync();
        stored.ShouldAllBe(parked => parked.State == StripeEventState.Parked);
        stored.Select(parked => parked.EventId).ShouldBe(["evt_type", "evt_version", "evt_thin"]);
        stored[1].Error!.ShouldContain("2020-08-27");
        stored[2].CreatedAt.ShouldBe(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc));
        whenPaid.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Forged_unsigned_altered_and_truncated_events_are_refused()
    {
        await ShouldBeRefusedAsync(portal.DeliverAsync(Paid, secret: "whsec_forged"), "invalid_signature");
        await ShouldBeRefusedAsync(portal.DeliverAsync(Paid, secret: null), "invalid_signature");
        await ShouldBeRefusedAsync(portal.DeliverAsync(Encoding.UTF8.GetBytes(Paid.Replace("in_1", "in_2")), portal.Signature(Paid)), "invalid_signature");
        await ShouldBeRefusedAsync(portal.DeliverAsync(Encoding.UTF8.GetBytes(Paid[..^20]), portal.Signature(Paid)), "invalid_signature");
        await ShouldBeRefusedAsync(portal.DeliverAsync(Encoding.UTF8.GetBytes(Paid), "nonsense"), "invalid_signature");
    }

    [Fact]
    public async Task An_event_signed_more_than_five_minutes_ago_is_a_replay_and_refused()
    {
        await ShouldBeRefusedAsync(portal.DeliverAsync(Paid, age: TimeSpan.FromSeconds(302)), "invalid_signature");

        (await portal.DeliverAsync(Paid, age: TimeSpan.FromSeconds(295))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_age_of_a_signature_is_told_by_the_systems_clock_not_by_the_billing_clock()
    {
        portal.Clock.Ahead(TimeSpan.FromDays(62));

        (await portal.DeliverAsync(Paid)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"object":"event"}""")]
    [InlineData("""{"id":7,"type":"invoice.paid"}""")]
    public async Task A_signed_body_that_is_no_event_is_refused(string body) =>
        await ShouldBeRefusedAsync(portal.DeliverAsync(body), "invalid_request");

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused() =>
        await ShouldBeRefusedAsync(portal.DeliverAsync([0x7B, 0xFF, 0xFE, 0x7D], portal.Signature("{}")), "invalid_request");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_one_mebibyte_is_too_large_however_it_is_sent(bool chunked)
    {
        var large = Paid + new string(' ', WebhookEndpoints.LargestBody);

        var answer = await portal.DeliverAsync(Encoding.UTF8.GetBytes(large), portal.Signature(large), chunked);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await portal.StoredAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_a_secret_is_rolled_both_are_believed_and_a_retired_one_is_not()
    {
        var now = DateTime.UtcNow;
        await using (var db = await portal.OpenAsync())
        {
            db.AddRange(Endpoint("we_new", "whsec_new"), Endpoint("we_rolled", "whsec_rolled", now.AddHours(24)), Endpoint("we_old", "whsec_old", now.AddHours(-1)));
            await db.SaveChangesAsync();
        }

        (await portal.DeliverAsync(Sample.Event("evt_new", EventTypes.InvoicePaid), "whsec_new")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await portal.DeliverAsync(Sample.Event("evt_rolled", EventTypes.InvoicePaid), "whsec_rolled")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await portal.DeliverAsync(Sample.Event("evt_old", EventTypes.InvoicePaid), "whsec_old")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        static WebhookSecret Endpoint(string id, string secret, DateTime? retired = null)
        {
            var row = new WebhookSecret { EndpointId = id, Url = "http://localhost", Secret = secret, CreatedAt = DateTime.UtcNow };
            if (retired is { } at) row.Retire(at);
            return row;
        }
    }

    [Fact]
    public async Task Neither_secrets_nor_what_events_say_of_payers_can_be_read_in_the_database()
    {
        await portal.DeliverAsync(Paid);
        await using var db = await portal.OpenAsync();
        db.Add(new WebhookSecret { EndpointId = "we_1", Url = "http://localhost", Secret = "whsec_hidden", CreatedAt = DateTime.UtcNow });
        await db.SaveChangesAsync();

        (await db.Database.SqlQueryRaw<string>("""SELECT "Payload" AS "Value" FROM "StripeEvents" """).SingleAsync()).ShouldNotContain("payer@example.com");
        (await db.Database.SqlQueryRaw<string>("""SELECT "Secret" AS "Value" FROM "WebhookSecrets" """).SingleAsync()).ShouldNotContain("whsec_hidden");
        (await portal.StoredAsync("evt_1")).Payload.ShouldBe(Paid);
    }

    private async Task ShouldBeRefusedAsync(Task<HttpResponseMessage> delivery, string code)
    {
        var answer = await delivery;
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe(code);
        (await portal.StoredAsync()).ShouldBeEmpty();
    }
}
