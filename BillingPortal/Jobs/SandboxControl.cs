using System.Net.Http.Json;
using System.Text.Json;

namespace BillingPortal.Jobs;

/// <summary>The sandbox's time and the next time at which it has something to do; null where nothing is planned.</summary>
public sealed record SandboxTime(DateTime Now, DateTime? NextDue);

/// <summary>What became of the webhooks that waited: a pending one is tried again later.</summary>
public sealed record SandboxDelivery(int Delivered, int Failed, int Pending);

/// <summary>Drives the Stripe sandbox's clock and its webhooks over its control routes.</summary>
/// <param name="address">Asked at each call, because the sandbox chooses its port when it starts.</param>
public sealed class SandboxControl(Func<Uri> address) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };

    public async Task<SandboxTime> ClockAsync(CancellationToken ct = default) => (await http.GetFromJsonAsync<SandboxTime>(new Uri(address(), "/sandbox/clock"), Json, ct))!;

    /// <summary>Moves the sandbox's clock forward; an earlier time changes nothing.</summary>
    public Task<SandboxTime> MoveClockAsync(DateTime now, CancellationToken ct = default) => PostAsync<SandboxTime>("/sandbox/clock", new { now }, ct);

    /// <summary>Sends the webhooks that are due and waits for their answers.</summary>
    public Task<SandboxDelivery> DeliverAsync(CancellationToken ct = default) => PostAsync<SandboxDelivery>("/sandbox/deliver", new { }, ct);

    public void Dispose() => http.Dispose();

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(address(), path), body, Json, ct);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<T>(Json, ct))!;
    }
}
