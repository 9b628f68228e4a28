using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Twelve months of changing one's mind.</summary>
[OnEveryDatabase]
public sealed class PlanYearTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Up_down_cancelled_resumed_and_paused_the_invoices_add_up_to_what_one_works_out_by_hand()
    {
        var team = await app.NonprofitTeamAsync("Year");
        var anchor = (await team.InvoicesAsync())[0].Time("period_start");

        await app.AdvanceAsync(anchor.AddMonths(1).AddDays(10) - app.Now);
        var up = (await team.ChangeAsync(new { plan = "starter" })).Ok();
        await app.AdvanceAsync(anchor.AddMonths(3).AddDays(2) - app.Now);
        (await team.ChangeAsync(new { plan = "nonprofit" })).Ok();
        await app.AdvanceAsync(anchor.AddMonths(5).AddDays(2) - app.Now);
        (await team.CancelAsync("period_end")).Ok();
        await app.AdvanceAsync(anchor.AddMonths(5).AddDays(20) - app.Now);
        (await team.ResumeAsync()).Ok();
        await app.AdvanceAsync(anchor.AddMonths(6).AddDays(1) - app.Now);
        (await team.PauseAsync(anchor.AddMonths(9))).Ok();
        await app.AdvanceAsync(anchor.AddMonths(11).AddDays(1) - app.Now);
        (await team.CancelAsync("now")).Ok();
        await app.AdvanceAsync(days: 62);

        // Non-Profit months 0, 1; the change; Starter months 2, 3; Non-Profit months 4, 5, 6; nothing in 7 and 8; Non-Profit again in 9, 10 and 11.
        var charged = await app.ChargedAsync(team);
        var (at, end) = (up.Time("effective_at"), anchor.AddMonths(2));
        var left = (decimal)((end - at).Ticks / TimeSpan.TicksPerSecond) / ((end - anchor.AddMonths(1)).Ticks / TimeSpan.TicksPerSecond);
        var (unused, remaining) = (-Round(5_00 * left), Round(10_00 * left));
        var change = unused + remaining + Round(unused * 0.04m) + Round(remaining * 0.04m);
        charged.ShouldBe([5_20, 5_20, change, 10_40, 10_40, 5_20, 5_20, 5_20, 5_20, 5_20, 5_20]);
        (await team.InvoicesAsync()).Sum(invoice => invoice.Number("amount_paid")).ShouldBe(charged.Sum());
        (await app.PlansShouldTileAsync(team)).Select(row => row.Plan).ShouldBe(["free", "nonprofit", "starter", "nonprofit", "free", "nonprofit", "free"]);
        await app.StripeShouldBeCleanAsync(team);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_is_asked_for_in_whatever_order_plans_tile_time_and_every_invoice_is_as_Stripe_has_it(int seed)
    {
        var random = new Random(seed);
        var team = await app.TeamAsync($"Random {seed}");
        await app.VerifyAsync(team);
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_visa" })).Ok();

        for (var step = 0; step < 14; step++)
        {
            var answer = await (random.Next(8) switch
            {
                0 => team.ChangeAsync(new { plan = "starter" }),
                1 => team.ChangeAsync(new { plan = "nonprofit" }),
                2 => team.CancelAsync("period_end"),
                3 => team.CancelAsync("now"),
                4 => team.PauseAsync(random.Next(2) == 0 ? null : app.Now.AddDays(random.Next(10, 90))),
                5 or 6 => team.ResumeAsync(),
                _ => team.TrackAsync(new { event_id = $"{seed}-{step}", team_id = team.Id, metric = "api_calls", quantity = 9_000 }),
            });
            ((int)answer.Status).ShouldBeLessThan(500, answer.BodyText);
            await app.PlansShouldTileAsync(team);
            await app.AdvanceAsync(TimeSpan.FromHours(random.Next(1, 24 * 25)));
        }

        await app.PlansShouldTileAsync(team);
        await app.AdvanceAsync(TimeSpan.FromHours(3));
        var invoices = await team.InvoicesAsync();
        invoices.ShouldAllBe(invoice => invoice.Text("status") == "paid" || invoice.Text("status") == "void");
        foreach (var invoice in invoices.Where(invoice => invoice.Text("status") == "paid")) (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(invoice.Number("amount_due"));
        (await app.ChargedAsync(team)).Sum().ShouldBe(invoices.Sum(invoice => invoice.Number("amount_paid")));
        await app.StripeShouldBeCleanAsync(team);
    }

    private static long Round(decimal minor) => (long)decimal.Round(minor, 0, MidpointRounding.AwayFromZero);
}
