using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Tests.Features.Invoicing;

public sealed class InvoiceComposerTests
{
    private static readonly Period May = Period.CalendarMonth(new(2026, 5, 1, 0, 0, 0, DateTimeKind.Utc));
    private static readonly PlanVersion Starter = FirstPlans.Publish(May.Start).Single(plan => plan.PlanCode == PlanCodes.Starter);

    [Fact]
    public void Nothing_over_the_limits_makes_no_line() =>
        InvoiceComposer.OverageLines(Starter, Metrics.All.ToDictionary(metric => metric, metric => Starter.LimitOf(metric).Quantity), May).ShouldBeEmpty();

    [Fact]
    public void A_linear_rate_is_printed_per_unit()
    {
        var line = InvoiceComposer.OverageLines(Starter, new Dictionary<Metric, long> { [Metric.ApiCalls] = 312_310 }, May).ShouldHaveSingleItem();

        line.Description.ShouldBe("API calls above 250,000");
        line.Quantity.ShouldBe(62_310);
        line.UnitAmount.ShouldBe(0.0004m);
        line.Amount.ShouldBe(Money.Usd(24_92));
        line.Period.ShouldBe(May);
    }

    [Fact]
    public void Started_packs_are_printed_as_packs()
    {
        var line = InvoiceComposer.OverageLines(Starter, new Dictionary<Metric, long> { [Metric.StorageBytes] = (26L << 30) + 1 }, May).ShouldHaveSingleItem();

        line.Description.ShouldBe("Storage above 25 GiB");
        line.Quantity.ShouldBe(2);
        line.UnitAmount.ShouldBe(0.25m);
        line.Amount.ShouldBe(Money.Usd(50));
    }

    [Fact]
    public void Several_tiers_have_no_single_rate()
    {
        var line = InvoiceComposer.OverageLines(Starter, new Dictionary<Metric, long> { [Metric.ApiCalls] = 250_000 + 1_500_000 }, May).ShouldHaveSingleItem();

        line.UnitAmount.ShouldBeNull();
        line.Amount.ShouldBe(Money.Usd(400_00 + 100_00));
    }
}
