using System.Text.Json;
using System.Text.Json.Serialization;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;

namespace BillingPortal.Api;

internal sealed record ViesQuestion(
    [property: JsonPropertyName("countryCode")] string CountryCode, [property: JsonPropertyName("vatNumber")] string VatNumber, [property: JsonPropertyName("requesterNumber")] string? RequesterNumber);

/// <summary>Answers in place of VIES while the portal runs against its sandbox, with the network off. By the last digit of the number: 9 is not in force, 8 cannot be answered today, any other is in force.</summary>
internal static class ViesStandIn
{
    private static readonly JsonSerializerOptions Naming = new(JsonSerializerDefaults.Web);

    public static void MapViesStandIn(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<PortalSettings>().UsesSandbox) return;
        app.MapPost(AccountsSetup.ViesStandIn, (ViesQuestion question, TimeProvider system) => Answer(question, system)).ExcludeFromDescription();
    }

    private static IResult Answer(ViesQuestion question, TimeProvider system) => question.VatNumber.LastOrDefault(char.IsAsciiDigit) switch
    {
        '8' => Results.Json(new { actionSucceed = false, errorWrappers = new[] { new { error = "MS_UNAVAILABLE" } } }, Naming),
        var last => Results.Json(new
        {
            question.CountryCode, question.VatNumber, RequestDate = system.GetUtcNow(), Valid = last != '9',
            RequestIdentifier = question.RequesterNumber is null ? "" : $"SANDBOX{question.CountryCode}{question.VatNumber}", Name = last == '9' ? "---" : "Sandbox Company",
        }, Naming),
    };
}
