using BillingPortal.Tests.Testing;
using BillingPortal.Ui;
using Bunit;

namespace BillingPortal.Tests.Ui;

public sealed class MeterTests : RenderPage
{
    [Theory]
    [InlineData(45, MeterLevel.Green, "check_circle", "45 % · fine")]
    [InlineData(80, MeterLevel.Yellow, "warning", "80 % · getting full")]
    [InlineData(93, MeterLevel.Red, "error", "93 % · almost full")]
    [InlineData(100, MeterLevel.Red, "error", "100 % · full")]
    [InlineData(105, MeterLevel.Red, "error", "105 % · over")]
    public void A_level_is_said_by_icon_and_words_and_never_by_colour_alone(int percent, MeterLevel level, string icon, string words)
    {
        var said = Meter(percent, level).Find(".lv");

        said.QuerySelector("i")!.TextContent.ShouldBe(icon);
        said.TextContent.ShouldEndWith(words);
    }

    [Fact]
    public void A_screen_reader_hears_the_same()
    {
        var meter = Meter(93, MeterLevel.Red).Find("[role=meter]");

        meter.GetAttribute("aria-label").ShouldBe("API calls");
        meter.GetAttribute("aria-valuetext").ShouldBe("231,400 of 250,000, 93 percent, almost full");
    }

    [Fact]
    public void Above_the_limit_the_track_is_full_and_a_tick_stands_where_the_limit_is()
    {
        var meter = Meter(125, MeterLevel.Red);

        meter.Find(".track i").GetAttribute("style").ShouldBe("width: 100%");
        meter.Find(".track u").GetAttribute("style").ShouldBe("left: 80%");
    }

    [Fact]
    public void Almost_full_is_never_rounded_up_to_full() => Meter(99.9m, MeterLevel.Red).Find(".lv").TextContent.ShouldEndWith("99 % · almost full");

    private IRenderedComponent<Meter> Meter(decimal percent, MeterLevel level) => Render<Meter>(meter => meter
        .Add(m => m.Label, "API calls").Add(m => m.Used, "231,400").Add(m => m.Limit, "250,000").Add(m => m.Percent, percent).Add(m => m.Level, level));
}
