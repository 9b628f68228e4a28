using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Payments;

/// <summary>The portal does not know whether a try to collect moved money.</summary>
[OnEveryDatabase]
public sealed class LostAnswerTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_payment_whose_answer_was_lost_is_booked_and_not_made_again()
    {
        var (team, invoiceId) = await OpenRenewalAsync();
        await StartAttemptAsync(team, invoiceId);
        await using var db = await app.DatabaseAsync();
        var stripeId = await db.Invoices.Where(invoice => invoice.Id == invoiceId).Select(invoice => invoice.StripeInvoiceId).SingleAsync();
        await app.AtStripeAsync($"/v1/invoices/{stripeId}/pay", ("off_session", "true"));

        await app.AdvanceAsync(TimeSpan.FromHours(1));

        await ShouldBePaidOnceAsync(team, invoiceId);
    }

    [Fact]
    public async Task A_payment_that_never_reached_Stripe_is_made_under_its_own_key()
    {
        var (team, invoiceId) = await OpenRenewalAsync();
        await StartAttemptAsync(team, invoiceId);

        await app.AdvanceAsync(TimeSpan.FromHours(1));

        await ShouldBePaidOnceAsync(team, invoiceId);
    }

    [Fact]
    public async Task An_invoice_that_another_node_has_tried_meanwhile_is_not_tried_again()
    {
        var (team, invoiceId) = await OpenRenewalAsync();
        var method = (await app.Stripe.GetAsync($"/v1/customers/{await team.CustomerAsync()}/payment_methods")).Ok().List("data").Single().Text("id");
        await app.AtStripeAsync($"/v1/payment_methods/{method}", ("metadata[sandbox_decline]", "insufficient_funds"));
        var payments = app.Services.GetRequiredService<PaymentService>();

        (await payments.CollectAsync(invoiceId)).Status.ShouldBe(AttemptStatus.Failed);
        (await payments.CollectAsync(invoiceId)).Status.ShouldBe(AttemptStatus.Failed);

        (await app.ChargesAsync(team)).Count(charge => charge.Text("status") == "failed").ShouldBe(1);
    }

    /// <summary>A renewal that has left draft and that nobody has collected yet.</summary>
    private async Task<(TestTeam Team, Guid InvoiceId)> OpenRenewalAsync()
    {
        var team = await app.StarterTeamAsync("Unanswered");
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(50)));
        await app.PassAsync(TimeSpan.FromMinutes(20));
        await app.Services.GetRequiredService<InvoiceRun>().CompleteDueAsync();
        await using var db = await app.DatabaseAsync();
        return (team, await db.Invoices.Where(invoice => invoice.AccountId == team.AccountId && invoice.Status == InvoiceStatus.Open).Select(invoice => invoice.Id).SingleAsync());
    }

    /// <summary>As a process leaves it that died before it read the answer.</summary>
    private async Task StartAttemptAsync(TestTeam team, Guid invoiceId)
    {
        await using var db = await app.DatabaseAsync();
        db.Add(PaymentAttempt.Start(invoiceId, team.AccountId, 1, app.Now.UtcDateTime));
        await db.SaveChangesAsync();
    }

    private async Task ShouldBePaidOnceAsync(TestTeam team, Guid invoiceId)
    {
        (await app.ChargedAsync(team)).ShouldBe([10_40, 10_40]);
        (await team.InvoicesAsync()).Single(invoice => invoice.Id() == invoiceId).Text("status").ShouldBe("paid");
        await using var db = await app.DatabaseAsync();
        (await db.PaymentAttempts.Where(attempt => attempt.InvoiceId == invoiceId).SingleAsync()).Status.ShouldBe(AttemptStatus.Succeeded);
    }
}
