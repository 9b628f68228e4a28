using System.Net.Http.Json;
using System.Text.Json;
using BillingPortal.Shared;

namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>What VIES says of one VAT id.</summary>
public sealed record ViesAnswer(bool IsValid, string? ConsultationNumber, string? Requester, string? Name);

/// <summary>From the section <c>Tax:Vies</c>.</summary>
/// <param name="Address">Where the check is posted to.</param>
/// <param name="Requester">The seller's own VAT id; with it VIES gives a consultation number, the proof that it was asked.</param>
/// <param name="Timeout">How long an answer may take.</param>
/// <param name="RecheckAfter">When a confirmed id is asked for again.</param>
public sealed record ViesOptions(string? Address, string? Requester, TimeSpan Timeout, TimeSpan RecheckAfter)
{
    public const string Commission = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number";

    public static ViesOptions From(IConfiguration configuration) => new(
        configuration["Tax:Vies:Address"] is { Length: > 0 } address ? address : null, configuration["Tax:Vies:Requester"] is { Length: > 0 } requester ? requester : null,
        configuration.GetValue("Tax:Vies:Timeout", TimeSpan.FromSeconds(4)), configuration.GetValue("Tax:Vies:RecheckAfter", TimeSpan.FromDays(30)));
}

/// <summary>Asks the European Commission whether a VAT id is in force.</summary>
/// <param name="address">Asked at each call: in the sandbox it is the portal itself, whose port is known only once it listens. Null where nobody can be asked.</param>
public sealed class ViesClient(ViesOptions options, Func<Uri?> address, ILogger<ViesClient> log) : IDisposable
{
    private static readonly Problem NoAnswer = Problem.Unavailable("VIES did not answer.");

    private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }) { Timeout = options.Timeout, MaxResponseContentBufferSize = 64 * 1024 };

    public async Task<Result<ViesAnswer>> AskAsync(CheckedTaxId id, CancellationToken ct = default)
    {
        if (address() is not { } where) return NoAnswer;
        try
        {
            using var answer = await http.PostAsJsonAsync(where, Question(id), ct);
            var text = await answer.Content.ReadAsStringAsync(ct);
            return answer.IsSuccessStatusCode && Read(id, text) is { } read ? read : Missed($"{(int)answer.StatusCode}, {Fault(text)}");
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Missed(exception.Message);
        }
    }

    public void Dispose() => http.Dispose();

    private Dictionary<string, string> Question(CheckedTaxId id)
    {
        var question = new Dictionary<string, string> { ["countryCode"] = id.Prefix, ["vatNumber"] = id.Number };
        if (options.Requester is not { Length: > 2 } requester) return question;
        (question["requesterMemberStateCode"], question["requesterNumber"]) = (requester[..2], requester[2..]);
        return question;
    }

    /// <summary>Null where it is no answer to this question: an error, or another shape.</summary>
    private ViesAnswer? Read(CheckedTaxId id, string text)
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("valid", out var valid) || valid.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) return null;
        if (Text(answer, "vatNumber") is { } about && about != id.Number) return null;
        return new(valid.GetBoolean(), Text(answer, "requestIdentifier"), options.Requester, Text(answer, "name"));
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 200 } text && text != "---" ? text : null;

    private static string Fault(string text) => text.Length <= 200 ? text : text[..200];

    private Result<ViesAnswer> Missed(string why)
    {
        log.LogWarning("VIES did not answer: {Why}", why);
        return NoAnswer;
    }
}
