using System.Text.Json;
using BillingPortal.Data;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Testing;

/// <summary>What happens at Stripe without the portal having a hand in it.</summary>
public static class StripeSide
{
    /// <summary>A call to Stripe's API, with its form encoding.</summary>
    public static async Task<JsonElement> AtStripeAsync(this BillingApp app, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return (await app.Stripe.SendAsync(HttpMethod.Post, path, form)).Ok();
    }

    public static async Task<string> CustomerAsync(this TestTeam team) => (await team.Owner.GetAsync($"/standalone-teams/{team.Id}")).Ok().Text("stripe_customer_id");

    /// <summary>What was really charged, oldest first.</summary>
    public static async Task<IReadOnlyList<long>> ChargedAsync(this BillingApp app, TestTeam team) =>
        [.. (await ChargesAsync(app, team)).Where(charge => charge.Text("status") == "succeeded").Select(charge => charge.Number("amount"))];

    public static async Task<IReadOnlyList<JsonElement>> ChargesAsync(this BillingApp app, TestTeam team) =>
        [.. (await app.Stripe.GetAsync($"/v1/charges?customer={await team.CustomerAsync()}&limit=100")).Ok().List("data").Reverse()];

    /// <summary>Lets time pass for both sides while no job of the portal runs.</summary>
    public static async Task PassAsync(this BillingApp app, TimeSpan time)
    {
        var to = app.Now.UtcDateTime + time;
        await app.Services.GetRequiredService<IDbContextFactory<BillingDbContext>>().MoveClockAsync(app.Services.GetRequiredService<BillingClock>(), to);
        (await app.Stripe.PostAsync("/sandbox/clock", new { now = to })).Ok();
    }

    /// <summary>Lets time pass for both sides while Stripe cannot tell the portal of anything.</summary>
    public static async Task PassUnheardAsync(this BillingApp app, TimeSpan time)
    {
        var endpoint = (await app.Stripe.GetAsync("/v1/webhook_endpoints")).Ok().List("data").Single().Text("id");
        await app.AtStripeAsync($"/v1/webhook_endpoints/{endpoint}", ("disabled", "true"));
        await app.PassAsync(time);
        await app.AtStripeAsync($"/v1/webhook_endpoints/{endpoint}", ("disabled", "false"));
    }

    /// <summary>How long it is until some time after the end of the team's period.</summary>
    public static async Task<TimeSpan> UntilRenewalAsync(this BillingApp app, TestTeam team, TimeSpan after) =>
        (await team.BillingAsync()).GetProperty("subscription").Time("current_period_end") + after - app.Now;
}
