using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BillingPortal.StripeGateway;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Api;

/// <summary>The webhook route of the whole portal: whoever does not hold the secret leaves no trace.</summary>
[OnEveryDatabase]
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Secret = "whsec_of_these_tests";

    private readonly string eventId = $"evt_{Guid.NewGuid():N}";

    private BillingApp app = null!;

    public async ValueTask InitializeAsync() => app = await BillingApp.StartAsync(("Stripe:WebhookSecret", Secret));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task What_is_not_signed_by_Stripe_is_refused_and_not_stored()
    {
        var body = Event("invoice.paid");

        await ShouldBeRefusedAsync(body, signature: null);
        await ShouldBeRefusedAsync(body, Sign(body, "whsec_of_a_forger"));
        await ShouldBeRefusedAsync(body, Sign(body, at: DateTimeOffset.UtcNow.AddSeconds(-301)));
        await ShouldBeRefusedAsync(body[..^20], Sign(body));
        await ShouldBeRefusedAsync(body.Replace("in_1", "in_2"), Sign(body));
        await ShouldBeRefusedAsync("not JSON", Sign("not JSON"));
        (await StoredAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_a_mebibyte_is_too_large_whoever_signed_it()
    {
        var body = Event("invoice.paid", padding: 1024 * 1024);

        (await DeliverAsync(body, Sign(body))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        (await StoredAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_that_comes_twice_is_acknowledged_twice_and_stored_once()
    {
        var body = Event("invoice.paid");

        (await DeliverAsync(body, Sign(body))).ShouldBe(HttpStatusCode.OK);
        (await DeliverAsync(body, Sign(body))).ShouldBe(HttpStatusCode.OK);

        (await StoredAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_type_that_nobody_here_knows_is_kept_in_sight()
    {
        var body = Event("treasury.flying_carpet.landed");

        (await DeliverAsync(body, Sign(body))).ShouldBe(HttpStatusCode.OK);

        (await StoredAsync()).ShouldHaveSingleItem().ShouldBe(StripeEventState.Parked);
    }

    private async Task ShouldBeRefusedAsync(string body, string? signature) => (await DeliverAsync(body, signature)).ShouldBe(HttpStatusCode.BadRequest);

    private Task<Answer> DeliverAsync(string body, string? signature) => app.Client.SendAsync(
        HttpMethod.Post, "/billing-engine/webhooks/stripe", new StringContent(body, Encoding.UTF8, "application/json"), signature is null ? [] : [("Stripe-Signature", signature)]);

    private async Task<IReadOnlyList<StripeEventState>> StoredAsync()
    {
        await using var db = await app.DatabaseAsync();
        return await db.StripeEvents.Where(stored => stored.EventId == eventId).Select(stored => stored.State).ToListAsync();
    }

    private string Event(string type, int padding = 0) => JsonSerializer.Serialize(new
    {
        id = eventId,
        @object = "event",
        api_version = "2026-02-25.clover",
        created = 1_790_000_000,
        type,
        data = new { @object = new { id = "in_1", @object = "invoice", description = new string('x', padding) } },
    });

    private static string Sign(string body, string secret = Secret, DateTimeOffset? at = null)
    {
        var time = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds();
        var digest = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return $"t={time},v1={Convert.ToHexStringLower(digest)}";
    }
}
