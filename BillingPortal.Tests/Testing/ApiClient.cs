using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace BillingPortal.Tests.Testing;

/// <summary>A caller of the REST API, with or without a token.</summary>
public sealed class ApiClient : IDisposable
{
    /// <summary>The sandbox takes any test key.</summary>
    public const string SandboxKey = "sk_test_of_the_tests";

    private readonly HttpClient http;

    public ApiClient(Uri address, string? token)
    {
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(3) };
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>Whose token this is.</summary>
    public string Email { get; init; } = "";

    public AuthenticationHeaderValue? Authorization => http.DefaultRequestHeaders.Authorization;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body ?? new { }));

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public Task<Answer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return new($"{method} {path}", response.StatusCode, await response.Content.ReadAsByteArrayAsync())
        {
            MediaType = response.Content.Headers.ContentType?.MediaType,
            Location = response.Headers.Location,
            ETag = response.Headers.ETag?.ToString(),
        };
    }

    public void Dispose() => http.Dispose();
}

/// <summary>What the API answered.</summary>
public sealed record Answer(string Request, HttpStatusCode Status, byte[] Body)
{
    public string? MediaType { get; init; }

    public Uri? Location { get; init; }

    public string? ETag { get; init; }

    public string BodyText => System.Text.Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The body of a success; anything else fails the test with what the portal said.</summary>
    public JsonElement Ok()
    {
        ((int)Status).ShouldBeInRange(200, 299, $"{Request}: {BodyText}");
        return Body.Length == 0 || MediaType?.EndsWith("json", StringComparison.Ordinal) != true ? default : Json;
    }

    /// <summary>The body of an answer with this status; anything else fails the test with what the portal said.</summary>
    public JsonElement ShouldBe(HttpStatusCode status)
    {
        Status.ShouldBe(status, $"{Request}: {BodyText}");
        return Body.Length == 0 || MediaType?.EndsWith("json", StringComparison.Ordinal) != true ? default : Json;
    }

    /// <summary>A refusal as RFC 9457 problem details, with a code that machines read and a sentence that people read.</summary>
    public JsonElement ShouldBeProblem(HttpStatusCode status)
    {
        var problem = ShouldBe(status);
        MediaType.ShouldBe("application/problem+json");
        problem.Text("code").ShouldNotBeNullOrWhiteSpace();
        problem.Text("detail").ShouldNotBeNullOrWhiteSpace();
        problem.Number("status").ShouldBe((int)status);
        return problem;
    }

    public JsonElement ShouldBeProblem(HttpStatusCode status, string code)
    {
        var problem = ShouldBeProblem(status);
        problem.Text("code").ShouldBe(code, BodyText);
        return problem;
    }
}

/// <summary>Short ways to read an answer.</summary>
public static class JsonReading
{
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new InvalidOperationException($"'{name}' is null in {json}");

    public static long Number(this JsonElement json, string name) => json.GetProperty(name).GetInt64();

    public static Guid Id(this JsonElement json, string name = "id") => json.GetProperty(name).GetGuid();

    public static DateTimeOffset Time(this JsonElement json, string name) => json.GetProperty(name).GetDateTimeOffset();

    public static bool IsNull(this JsonElement json, string name) => json.GetProperty(name).ValueKind == JsonValueKind.Null;

    public static IReadOnlyList<JsonElement> List(this JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray()];
}
