using System.Net;
using System.Text.Json;

namespace BillingPortal.Tests.Testing;

/// <summary>Credit as staff gives it.</summary>
public static class GivenCredit
{
    public static Task<ApiClient> FinanceAsync(this BillingApp app) => app.SignedInAsync("finance@example.com");

    public static async Task<JsonElement> GrantAsync(this BillingApp app, TestTeam team, long amount, string kind = "promotional", DateTimeOffset? expiresAt = null, string reason = "Sorry for Monday")
    {
        using var finance = await app.FinanceAsync();
        return (await finance.PostAsync("/standalone-teams/admin/credits/grant", new { team_id = team.Id, amount, currency = "usd", kind, reason, expires_at = expiresAt })).ShouldBe(HttpStatusCode.Created);
    }

    public static async Task<long> CreditBalanceAsync(this TestTeam team) => (await team.BillingAsync()).GetProperty("credits").Number("balance");
}
