using System.Net;
using System.Text.Json;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>A team whose people do things at random, always the same for one seed. What the portal refuses, it refuses with a problem; a fault fails the test.</summary>
public sealed class SimulatedTeam
{
    /// <summary>What has to succeed at least once in any run, so that a run of mere refusals is none.</summary>
    public static readonly string[] Usual = ["track", "track late", "upgrade", "move"];

    /// <summary>The same for a long run.</summary>
    public static readonly string[] Rare =
        ["correct", "send twice", "reserve", "release", "upgrade with a code", "change plan", "cancel", "pause", "resume", "cap", "break the card", "mend the card", "bad hours"];

    private static readonly string[] States = ["NY", "TX", "WA", "PA", "CA", "FL", "OH"];

    private static readonly string[] Counters = ["api_calls", "memory_tokens"];

    private static readonly string[] Gauges = ["memories", "contexts", "storage_bytes"];

    private readonly BillingApp app;
    private readonly TestTeam team;
    private readonly Random random;
    private readonly IReadOnlyList<string> codes;
    private readonly List<(string EventId, string Metric, long Quantity)> tracked = [];
    private readonly HashSet<string> badCards = [];
    private string plan = "free";
    private bool isCapped;
    private int events;

    private SimulatedTeam(BillingApp app, TestTeam team, Random random, IReadOnlyList<string> codes) => (this.app, this.team, this.random, this.codes) = (app, team, random, codes);

    public Guid Id => team.Id;

    public static async Task<SimulatedTeam> FoundAsync(BillingApp app, Random random, int number, IReadOnlyList<string> codes)
    {
        var team = await app.TeamAsync($"Team {number}", "US", States[random.Next(States.Length)]);
        await app.VerifyAsync(team);
        return new(app, team, random, codes);
    }

    /// <summary>Some days of its life. Each deed succeeds, or is refused for a reason that was to be foreseen.</summary>
    public async Task LiveAsync(Dictionary<string, int> done, string when)
    {
        for (var n = random.Next(2, 6); n > 0; n--)
        {
            var stands = await Situation.OfAsync(app, team, isCapped);
            plan = stands.Plan;
            var (deed, answer) = await DoSomethingAsync(when);
            if (answer is null) continue;
            var isCardBad = answer.Status == HttpStatusCode.PaymentRequired && badCards.Contains((await CardsAsync())[0].Text("id"));
            stands.Foresees(deed, answer, isCardBad).ShouldBeTrue($"{when}: {team.Created.Text("name")} wanted to {deed}, stood as {stands}{(isCardBad ? " with a bad card" : "")}, and the portal answered {(int)answer.Status} {answer.BodyText}");
            if (answer.Status is HttpStatusCode.OK or HttpStatusCode.Created && !answer.BodyText.Contains("\"refused\"", StringComparison.Ordinal)) done[deed] = done.GetValueOrDefault(deed) + 1;
        }
    }

    private async Task<(string Deed, Answer? Answer)> DoSomethingAsync(string when) => random.Next(36) switch
    {
        < 7 => ("track", await TrackAsync(Counters[random.Next(2)], random.NextInt64(1, plan == "free" ? 4_000 : 400_000))),
        < 10 => ("track", await TrackAsync(Gauges[random.Next(3)], random.NextInt64(0, plan == "free" ? 10 : 30_000))),
        < 13 => ("track late", await TrackAsync(Counters[random.Next(2)], random.NextInt64(1, plan == "free" ? 500 : 300_000), app.Now.AddHours(-random.Next(1, 60)))),
        13 => ("correct", await CorrectAsync()),
        14 => ("send twice", await SendTwiceAsync()),
        < 17 => ("move", await MoveAsync()),
        17 => ("reserve", await QuotaAsync("reserve", random.Next(1, 5))),
        18 => ("release", await QuotaAsync("release", 1)),
        19 => ("cap", await CapAsync()),
        < 22 => ("cancel", await team.CancelAsync(random.Next(3) == 0 ? "now" : "period_end", "Just so")),
        < 25 => ("resume", await team.ResumeAsync()),
        25 => ("pause", await team.PauseAsync(random.Next(2) == 0 ? null : app.Now.AddDays(random.Next(32, 90)))),
        26 => ("break the card", await BreakCardAsync()),
        < 29 => ("mend the card", await MendCardAsync(when)),
        _ => plan == "free" ? await UpgradeAsync() : ("change plan", await ChooseAsync(plan == "starter" ? "nonprofit" : "starter", null)),
    };

    private async Task<(string Deed, Answer? Answer)> UpgradeAsync()
    {
        var code = random.Next(2) == 0 ? null : codes[random.Next(codes.Count)];
        return (code is null ? "upgrade" : "upgrade with a code", await ChooseAsync(random.Next(3) == 0 ? "nonprofit" : "starter", code));
    }

    /// <summary>Looks at the price first, half of the time, and then pays what was shown.</summary>
    private async Task<Answer> ChooseAsync(string wanted, string? code)
    {
        var card = await CardAsync(random.Next(8) == 0 ? "tok_chargeCustomerFail" : "tok_visa");
        if (random.Next(2) == 0) return await team.ChangeAsync(new { plan = wanted, payment_method = card, discount_code = code });

        var shown = await team.ChangeAsync(new { plan = wanted, discount_code = code, dry_run = true });
        if (shown.Status != HttpStatusCode.OK || !shown.Json.TryGetProperty("preview_token", out var token)) return shown;
        var bought = await team.ChangeAsync(new { plan = wanted, payment_method = card, discount_code = code, preview_token = token.GetString() });
        if (bought.Status == HttpStatusCode.OK && bought.Json.Text("status") == "active" && !bought.Json.IsNull("invoice"))
            bought.Json.GetProperty("invoice").Number("amount_due").ShouldBe(shown.Json.GetProperty("invoice").Number("amount_due"));
        return bought;
    }

    /// <summary>A card that was never seen before: one that goes by a test name comes back within the day as the same, broken or not.</summary>
    private async Task<string> CardAsync(string token)
    {
        using var typed = new FormUrlEncodedContent([new("type", "card"), new("card[token]", token)]);
        var id = (await app.Stripe.SendAsync(HttpMethod.Post, "/v1/payment_methods", typed)).Ok().Text("id");
        if (token == "tok_chargeCustomerFail") badCards.Add(id);
        return id;
    }

    private async Task<IReadOnlyList<JsonElement>> CardsAsync() => [.. (await team.Owner.GetAsync($"/standalone-teams/{team.Id}/payment-methods")).Ok().List("data")];

    private Task<Answer> CapAsync()
    {
        isCapped = true;
        return team.Owner.PutAsync($"/standalone-teams/{team.Id}/spending-cap", new { amount = random.Next(50_00, 5_000_00), currency = "usd" });
    }

    private Task<Answer> QuotaAsync(string verb, long quantity) =>
        team.Owner.PostAsync($"/billing-engine/usage/{team.Id}/quota/{verb}", new { metric = "contexts", quantity, event_id = $"{team.Id:N}-{++events}" });

    private async Task<Answer> TrackAsync(string metric, long quantity, DateTimeOffset? at = null)
    {
        var eventId = $"{team.Id:N}-{++events}";
        var answer = await team.TrackAsync(new { event_id = eventId, team_id = team.Id, metric, quantity, timestamp = at });
        if (answer.BodyText.Contains("\"accepted\"", StringComparison.Ordinal)) tracked.Add((eventId, metric, quantity));
        return answer;
    }

    private async Task<Answer?> CorrectAsync()
    {
        var counted = tracked.Where(one => Counters.Contains(one.Metric)).TakeLast(3).ToList();
        if (counted.Count == 0) return null;
        var (eventId, metric, quantity) = counted[random.Next(counted.Count)];
        return await team.TrackAsync(new { event_id = $"{team.Id:N}-{++events}", team_id = team.Id, metric, quantity = -random.NextInt64(1, quantity + 1), corrects = eventId });
    }

    private async Task<Answer?> SendTwiceAsync() => tracked.Count == 0 ? null
        : await team.TrackAsync(new { event_id = tracked[^1].EventId, team_id = team.Id, metric = tracked[^1].Metric, quantity = tracked[^1].Quantity });

    private Task<Answer> MoveAsync()
    {
        var (country, region, taxId) = random.Next(10) switch { 0 => ("DE", null, "DE136695976"), 1 => ("GB", null, null), 2 => ("CA", "ON", (string?)null), _ => ("US", States[random.Next(States.Length)], null) };
        return team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new
        {
            legal_name = "Wanderers Inc.", customer_kind = "business", language = "en", time_zone = "America/New_York", tax_id = taxId,
            address = new { line1 = "1 Main Street", city = "Somewhere", postal_code = "10001", region, country },
        });
    }

    /// <summary>From now on the bank refuses the card on file.</summary>
    private async Task<Answer?> BreakCardAsync()
    {
        var cards = await CardsAsync();
        if (cards.Count == 0) return null;
        badCards.Add(cards[0].Text("id"));
        using var decline = new FormUrlEncodedContent([new("metadata[sandbox_decline]", "insufficient_funds")]);
        return await app.Stripe.SendAsync(HttpMethod.Post, $"/v1/payment_methods/{cards[0].Text("id")}", decline);
    }

    /// <summary>Another card, and what is open is paid on the page that the mail leads to. A card that nobody broke pays: the bank may not decline it.</summary>
    private async Task<Answer?> MendCardAsync(string when)
    {
        var added = await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = await CardAsync("tok_mastercard"), @default = true });
        if (added.Status != HttpStatusCode.Created) return added;
        foreach (var open in (await team.InvoicesAsync()).Where(invoice => invoice.Text("status") == "open"))
        {
            var paid = await app.Stripe.SendAsync(HttpMethod.Post, $"/v1/invoices/{open.Text("stripe_invoice_id")}/pay", new FormUrlEncodedContent([]));
            paid.Status.ShouldNotBe(HttpStatusCode.PaymentRequired, $"{when}: {team.Created.Text("name")} has a good card, and the bank answered {paid.BodyText}");
        }
        return added;
    }
}
