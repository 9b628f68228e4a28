using System.Net;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Features.Subscriptions;

/// <summary>Stripe cannot be reached while something is bought, nor when the janitor looks: whoever failed to end it does not keep the next one off.</summary>
[OnEveryDatabase]
public sealed class LeftInBadHoursTests : IAsyncLifetime
{
    private readonly BillingApp app = new() { Wire = new() };

    public ValueTask InitializeAsync() => app.InitializeAsync();

    [Fact]
    public async Task An_upgrade_ends_within_minutes_of_Stripe_s_coming_back()
    {
        var team = await app.TeamAsync("Cut off");
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_visa" })).Ok();
        await LiveThroughBadHoursAsync(team);

        (await team.PlanAsync()).ShouldBe("free");
        (await team.ChangeAsync(new { plan = "starter" })).Ok().Text("status").ShouldBe("active");
        (await app.ChargedAsync(team)).ShouldBe([10_40]);
    }

    [Fact]
    public async Task A_change_of_plan_ends_within_minutes_of_Stripe_s_coming_back()
    {
        var team = await app.NonprofitTeamAsync("Cut off");
        await app.AdvanceAsync(days: 3);
        await LiveThroughBadHoursAsync(team);

        (await team.PlanAsync()).ShouldBe("nonprofit");
        (await team.ChangeAsync(new { plan = "starter" })).Ok().Text("status").ShouldBe("active");
        (await app.ChargedAsync(team)).Count.ShouldBe(2);
        await app.StripeShouldBeCleanAsync(team);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>The janitor looks while nothing gets through, and again when it does.</summary>
    private async Task LiveThroughBadHoursAsync(TestTeam team)
    {
        app.Wire!.IsCut = true;
        (await team.ChangeAsync(new { plan = "starter" })).ShouldBeProblem(HttpStatusCode.ServiceUnavailable);
        await app.AdvanceAsync(TimeSpan.FromHours(1));
        app.Wire.IsCut = false;
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
    }
}
