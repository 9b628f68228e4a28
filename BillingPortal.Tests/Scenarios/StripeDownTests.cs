using System.Net;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Stripe does not answer for a while. Here it is a process of its own, which starts late.</summary>
[OnEveryDatabase]
public sealed class StripeDownTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-stripe-").FullName;

    private PortalProcess? stripe;

    private BillingApp? portal;

    public async ValueTask InitializeAsync()
    {
        stripe = new(folder);
        portal = await BillingApp.StartAsync(
            ("StripeSandbox:Enabled", "false"), ("Stripe:ApiKey", ApiClient.SandboxKey), ("Stripe:ApiBase", stripe.StripeAddress.ToString()), ("Stripe:WebhookSecret", "whsec_of_nobody"));
    }

    [Fact]
    public async Task A_team_can_be_made_an_upgrade_says_what_is_wrong_and_everything_catches_up()
    {
        var team = await portal!.TeamAsync();
        team.Created.IsNull("stripe_customer_id").ShouldBeTrue();

        (await team.UpgradeAsync("pm_card_visa")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await team.PlanAsync()).ShouldBe("free");

        await stripe!.StartSandboxAsync();
        await portal!.AdvanceAsync(TimeSpan.FromHours(1));
        (await team.Owner.GetAsync($"/standalone-teams/{team.Id}")).Ok().Text("stripe_customer_id").ShouldStartWith("cus_");
        (await team.UpgradeAsync("pm_card_visa")).Ok().Text("status").ShouldBe("active");
        (await team.InvoicesAsync()).Where(invoice => invoice.Text("status") == "paid").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_profile_can_be_changed_and_the_customer_is_made_once_and_as_it_says()
    {
        var team = await portal!.TeamAsync();
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { billing_email = "pay@example.com", address = new { country = "DE", city = "Berlin" } })).Ok();
        await portal!.AdvanceAsync(TimeSpan.FromMinutes(5));

        await stripe!.StartSandboxAsync();
        await portal!.AdvanceAsync(TimeSpan.FromHours(1));

        using var answers = stripe!.Stripe();
        var customer = (await answers.GetAsync("/v1/customers")).Ok().List("data").ShouldHaveSingleItem();
        customer.Text("email").ShouldBe("pay@example.com");
        customer.GetProperty("address").Text("city").ShouldBe("Berlin");
    }

    [Fact]
    public async Task While_Stripe_is_down_nothing_is_scheduled_but_leaving_now_is_leaving_now_and_Stripe_hears_of_it_later()
    {
        await stripe!.StartSandboxAsync();
        var (staying, leaving) = (await portal!.StarterTeamAsync("Staying"), await portal!.StarterTeamAsync("Leaving"));
        await stripe!.KillAsync();

        (await staying.CancelAsync("period_end")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await leaving.CancelAsync("now")).Ok();

        (await staying.BillingAsync()).IsNull("scheduled_change").ShouldBeTrue();
        (await leaving.PlanAsync()).ShouldBe("free");
        await stripe!.StartSandboxAsync();
        await portal!.AdvanceAsync(TimeSpan.FromHours(1));
        using var answers = stripe!.Stripe();
        var subscriptions = (await answers.GetAsync("/v1/subscriptions?status=all")).Ok().List("data");
        subscriptions.Select(subscription => subscription.Text("status")).ShouldBe(["active", "canceled"], ignoreOrder: true);
        subscriptions.Single(subscription => subscription.Text("status") == "active").GetProperty("cancel_at_period_end").GetBoolean().ShouldBeFalse();
        foreach (var team in new[] { staying, leaving }) await portal!.PlansShouldTileAsync(team);
    }

    public async ValueTask DisposeAsync()
    {
        if (portal is not null) await portal.DisposeAsync();
        if (stripe is not null) await stripe.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
