using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Tests.Testing;
using Bunit;

namespace BillingPortal.Tests.Features.Usage;

public sealed class UsageMetersTests : RenderPage
{
    private const long GiB = 1L << 30;

    private static readonly PlanVersion[] Published = [.. FirstPlans.Publish(new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))];

    [Theory]
    [InlineData("starter", Metric.Members, 8, "Members 80 % · getting full 8 of 10 2 seats left, then $2.00 each")]
    [InlineData("starter", Metric.Contexts, 262, "Contexts 104 % · over 262 of 250 12 over × $0.10 = $1.20")]
    [InlineData("starter", Metric.Memories, 11_240, "Memories 44 % · fine 11,240 of 25,000 Peak of this period")]
    [InlineData("starter", Metric.StorageBytes, 25 * GiB - 1, "Storage 99 % · almost full 24.9 of 25 GiB Peak of this period")]
    [InlineData("starter", Metric.StorageBytes, 26 * GiB + 1, "Storage 104 % · over 26 of 25 GiB 2 packs of 1 GiB × $0.25 = $0.50")]
    [InlineData("starter", Metric.Memories, 25_500, "Memories 102 % · over 25,500 of 25,000 1 pack of 1,000 × $0.50 = $0.50")]
    [InlineData("starter", Metric.ApiCalls, 420_000, "API calls 168 % · over 420,000 of 250,000 170,000 over, $68.00 extra")]
    [InlineData("starter", Metric.ApiCalls, 231_400, "API calls 92 % · almost full 231,400 of 250,000 18,600 left this period")]
    [InlineData("starter", Metric.MemoryTokens, 3_619_999, "Memory tokens 72 % · fine 3.61 M of 5 M 1.38 M left this period")]
    [InlineData("free", Metric.ApiCalls, 10_000, "API calls 100 % · full 10,000 of 10,000 Limit reached: more is refused")]
    [InlineData("free", Metric.Members, 2, "Members 66 % · fine 2 of 3 1 seat left")]
    public void A_meter_says_what_is_used_and_what_that_means(string plan, Metric metric, long used, string words)
    {
        var rendered = Render<UsageMeters>(p => p.Add(m => m.Meters, [UsageMeter.Of(Plan(plan), metric, used, carried: 0)]));
        foreach (var icon in rendered.FindAll(".lv i")) icon.Remove();
        TextOf(rendered).ShouldBe(words);
    }

    [Fact]
    public void What_came_over_from_Free_is_named()
    {
        var rendered = Render<UsageMeters>(p => p.Add(m => m.Meters, [UsageMeter.Of(Plan("starter"), Metric.ApiCalls, 40, carried: 60)]));
        TextOf(rendered).ShouldEndWith("100 of 250,000 60 from the Free month, not billed");
    }

    [Fact]
    public void All_six_stand_in_the_order_of_the_product()
    {
        var meters = Metrics.All.Select(metric => UsageMeter.Of(Plan("starter"), metric, 1, carried: 0)).ToList();
        Render<UsageMeters>(p => p.Add(m => m.Meters, meters)).FindAll(".meter .n").Select(label => label.TextContent)
            .ShouldBe(["Members", "Memories", "Contexts", "Storage", "API calls", "Memory tokens"]);
    }

    [Fact]
    public void A_prerendered_meter_reaches_the_live_page_unchanged()
    {
        var meter = UsageMeter.Of(Plan("starter"), Metric.Members, 12, carried: 0);
        var arrived = JsonSerializer.Deserialize<UsageMeter>(JsonSerializer.Serialize(meter, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;
        MeterWords.Note(arrived).ShouldBe("2 over × $2.00 = $4.00");
        (arrived.Used, arrived.Limit, arrived.Percent, arrived.Level).ShouldBe((meter.Used, meter.Limit, meter.Percent, meter.Level));
        arrived.Overage.Steps.ShouldBe(meter.Overage.Steps);
    }

    private static PlanVersion Plan(string code) => Published.Single(plan => plan.PlanCode == code);
}
