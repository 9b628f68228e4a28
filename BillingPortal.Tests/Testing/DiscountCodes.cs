using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace BillingPortal.Tests.Testing;

/// <summary>Codes as an administrator makes them.</summary>
public static class DiscountCodes
{
    private const string Route = "/standalone-teams/admin/discount-codes";

    private static readonly ConditionalWeakTable<BillingApp, Task<ApiClient>> Admins = [];

    /// <summary>Signs in once an application: the rate of sign-ins is limited.</summary>
    public static Task<ApiClient> AdminAsync(this BillingApp app) => Admins.GetValue(app, static made => made.SignedInAsync("admin@example.com"));

    /// <summary>A code that nobody else uses, with these terms beside its name.</summary>
    public static async Task<string> CodeAsync(this BillingApp app, object terms)
    {
        var body = JsonSerializer.SerializeToNode(terms)!.AsObject();
        body["code"] = $"T{Guid.NewGuid():N}"[..16];
        return (await (await app.AdminAsync()).PostAsync(Route, body)).ShouldBe(HttpStatusCode.Created).Text("code");
    }

    /// <summary>What the administrator reads of a code.</summary>
    public static async Task<JsonElement> ReadCodeAsync(this BillingApp app, string code)
    {
        var admin = await app.AdminAsync();
        return (await admin.GetAsync($"{Route}?limit=100")).Ok().List("data").Single(known => known.Text("code") == code);
    }

    public static Task<Answer> UpgradeWithAsync(this TestTeam team, string? code, string? paymentMethod = "pm_card_visa", bool dryRun = false, string? token = null) =>
        team.Owner.PostAsync($"/standalone-teams/{team.Id}/billing/upgrade", new { plan = "starter", payment_method = paymentMethod, discount_code = code, dry_run = dryRun, preview_token = token });
}
