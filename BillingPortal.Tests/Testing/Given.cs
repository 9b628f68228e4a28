using System.Text.Json;

namespace BillingPortal.Tests.Testing;

/// <summary>What a story starts from. Everything is made over the API, as a customer would make it.</summary>
public static class Given
{
    public static async Task<TestTeam> TeamAsync(this BillingApp app, string name = "Acme", string? country = "US", string? region = "NY", string currency = "usd")
    {
        var owner = await app.SignedInAsync();
        var team = (await owner.PostAsync("/standalone-teams/create", new { name, country, region, currency })).ShouldBe(System.Net.HttpStatusCode.Created);
        return new(app, owner, team);
    }

    /// <summary>A team that has put a card on file and paid for its first month of Starter.</summary>
    public static async Task<TestTeam> StarterTeamAsync(this BillingApp app, string name = "Acme", string country = "US", string? region = "NY")
    {
        var team = await app.TeamAsync(name, country, region);
        (await team.UpgradeAsync("pm_card_visa")).Ok().Text("status").ShouldBe("active");
        return team;
    }
}

/// <summary>A team and its owner's hand on the API.</summary>
public sealed class TestTeam(BillingApp app, ApiClient owner, JsonElement created)
{
    public ApiClient Owner => owner;

    public JsonElement Created => created;

    public Guid Id { get; } = created.Id();

    public Guid AccountId { get; } = created.Id("account_id");

    public async Task<JsonElement> BillingAsync() => (await owner.GetAsync($"/standalone-teams/{Id}/billing")).Ok();

    public async Task<string> PlanAsync() => (await BillingAsync()).GetProperty("plan").Text("code");

    public Task<Answer> UpgradeAsync(string? paymentMethod = null, string plan = "starter") =>
        owner.PostAsync($"/standalone-teams/{Id}/billing/upgrade", new { plan, payment_method = paymentMethod });

    /// <summary>The team's invoices, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> InvoicesAsync() =>
        [.. (await owner.GetAsync($"/billing-engine/invoices?team_id={Id}&limit=100")).Ok().List("data").OrderBy(invoice => invoice.Time("period_start"))];

    public async Task<JsonElement> TrackAsync(string metric, long quantity, string? eventId = null, DateTimeOffset? timestamp = null) =>
        (await TrackAsync(new { event_id = eventId ?? Guid.NewGuid().ToString(), team_id = Id, metric, quantity, timestamp })).Ok().List("results").Single();

    public Task<Answer> TrackAsync(object usage) => owner.PostAsync("/billing-engine/usage/track", usage);

    /// <summary>What the dashboard says of one metric.</summary>
    public async Task<JsonElement> UsageOfAsync(string metric) => (await BillingAsync()).List("usage").Single(usage => usage.Text("metric") == metric);

    public Task<IReadOnlyList<JsonElement>> EmailsAsync() => app.EmailsAsync(owner.Email);
}
