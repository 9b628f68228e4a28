using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Events;

/// <summary>How a round of deliveries went; <see cref="Pending"/> is what is still to be tried, now or later.</summary>
public sealed record DeliveryCount(int Delivered, int Failed, int Pending);

/// <summary>Posts due events, signed as Stripe signs them, several at a time.</summary>
public sealed class Deliverer(Engine engine) : IDisposable
{
    private const int AtOnce = 16, Batch = 256;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(3) })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Delivers everything that is due at the sandbox's present time, and waits for the answers.</summary>
    public async Task<DeliveryCount> DeliverDueAsync(CancellationToken ct)
    {
        var (delivered, failed) = (0, 0);
        for (; ; )
        {
            var due = engine.Read(store => store.Outbox.Due(engine.Clock.Seconds, Batch).ConvertAll(item => (Delivery)item));
            if (due.Count == 0) break;
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (delivery, stop) =>
            {
                if (await DeliverAsync(delivery, stop)) Interlocked.Increment(ref delivered);
                else Interlocked.Increment(ref failed);
            });
        }
        return new DeliveryCount(delivered, failed, engine.Read(store => store.Deliveries.All.Count));
    }

    public void Dispose() => http.Dispose();

    private async Task<bool> DeliverAsync(Delivery delivery, CancellationToken ct)
    {
        var (endpoint, body) = engine.Read(store => (store.Endpoints.Find(delivery.Endpoint), engine.Events.Body(delivery.Event)));
        var arrived = endpoint is null || body is null || await PostAsync(endpoint, body, ct);
        engine.Write(tx =>
        {
            if (arrived) Webhooks.Arrived(tx, delivery);
            else Webhooks.Failed(tx, delivery);
            return arrived;
        });
        return arrived;
    }

    private async Task<bool> PostAsync(WebhookEndpoint endpoint, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.Add("Stripe-Signature", Signature(endpoint.Secret, body));
        request.Headers.UserAgent.ParseAdd("Stripe/1.0");
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>With the system's real time, whatever the sandbox's clock says: the receiver holds it against its own real clock.</summary>
    private static string Signature(string secret, byte[] body)
    {
        var time = SandboxClock.Real.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(time + "."), .. body];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }
}
