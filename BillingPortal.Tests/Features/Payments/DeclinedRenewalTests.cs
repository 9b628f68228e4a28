using BillingPortal.Features.Overview;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Payments;

/// <summary>The card that paid for the first month refuses the second.</summary>
[OnEveryDatabase]
public sealed class DeclinedRenewalTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task The_invoice_stays_open_the_try_is_kept_and_the_dashboard_says_so()
    {
        var team = await app.StarterTeamAsync("Broke");
        var method = (await app.Stripe.GetAsync($"/v1/customers/{await team.CustomerAsync()}/payment_methods")).Ok().List("data").Single().Text("id");
        await app.AtStripeAsync($"/v1/payment_methods/{method}", ("metadata[sandbox_decline]", "insufficient_funds"));

        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromDays(5)));

        var renewal = (await team.InvoicesAsync())[1];
        renewal.Text("status").ShouldBe("open");
        renewal.Number("amount_paid").ShouldBe(0);
        await using var db = await app.DatabaseAsync();
        var attempt = await db.PaymentAttempts.SingleAsync(tried => tried.InvoiceId == renewal.Id());
        attempt.Status.ShouldBe(AttemptStatus.Failed);
        attempt.DeclineCode.ShouldBe("insufficient_funds");
        (await app.ChargesAsync(team)).Count(charge => charge.Text("status") == "failed").ShouldBe(1);
        (await team.BillingAsync()).GetProperty("subscription").Text("status").ShouldBe("past_due");
        var dashboard = (await app.Services.GetRequiredService<OverviewService>().DashboardAsync(Actor.System, team.Id)).Value!;
        dashboard.Status.ShouldBe(SubscriptionStatus.PastDue);
        dashboard.Unpaid!.Number.ShouldBe(renewal.Text("number"));
    }
}
