using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using BillingPortal.Ui;
using Bunit;

namespace BillingPortal.Tests.Ui;

public sealed class TextTests : RenderPage
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Nothing_owed_is_written_out_and_a_missing_amount_is_none()
    {
        Render<MoneyText>(text => text.Add(t => t.Value, Money.Usd(0))).Markup.ShouldContain("$0.00");
        Render<MoneyText>(text => text.Add(t => t.Value, null)).Markup.ShouldContain("none");
    }

    [Fact]
    public void A_time_is_shown_in_the_persons_zone_with_its_name_and_in_UTC_behind_it()
    {
        Viewer.Is(new() { Name = "Maya", UserId = "1", TimeZone = "America/New_York" });

        var time = Render<DateText>(text => text.Add(t => t.At, Noon).Add(t => t.WithTime, true)).Find("time");

        time.TextContent.ShouldBe("22 Nov 2026, 07:00 New York time");
        time.GetAttribute("title").ShouldBe("22 Nov 2026, 12:00 UTC");
        time.GetAttribute("datetime").ShouldBe("2026-11-22T12:00:00Z");
    }

    [Fact]
    public void A_day_of_billing_is_the_day_in_UTC_for_everybody()
    {
        Viewer.Is(new() { Name = "Aroha", UserId = "1", TimeZone = "Pacific/Auckland" });

        Render<DateText>(text => text.Add(t => t.At, Noon.AddHours(11))).Find("time").TextContent.ShouldBe("22 Nov 2026");
    }

    [Theory]
    [InlineData(0, "22 Nov 2026")]
    [InlineData(30, "22 Nov – 22 Dec 2026")]
    [InlineData(61, "22 Nov 2026 – 22 Jan 2027")]
    public void A_period_of_one_day_is_that_day_and_a_year_stands_once(int days, string words) =>
        Render<PeriodText>(text => text.Add(t => t.Value, new(Noon, Noon.AddDays(days).AddHours(1)))).Find("span").TextContent.ShouldBe(words);

    [Theory]
    [InlineData("Paid", "good", "Paid")]
    [InlineData("PastDue", "bad", "Past due")]
    [InlineData("Open", "info", "Open")]
    [InlineData("SomethingNew", "", "Something new")]
    public void A_state_is_an_icon_and_a_word(string state, string tone, string word)
    {
        var pill = Render<StatusPill>(p => p.Add(s => s.Status, state)).Find(".pill");

        pill.ClassList.Contains("good").ShouldBe(tone == "good");
        pill.ClassList.Contains("bad").ShouldBe(tone == "bad");
        pill.QuerySelector("i")!.TextContent.ShouldNotBeEmpty();
        pill.TextContent.ShouldEndWith(word);
    }

    [Theory]
    [InlineData("Maya Lindqvist", "ML")]
    [InlineData("Maya van der Berg", "MB")]
    [InlineData("owner@example.com", "O")]
    [InlineData("", "?")]
    public void A_person_is_known_by_two_letters(string name, string letters) => Initials.Of(name).ShouldBe(letters);

    [Theory]
    [InlineData("/teams?x=1", "/teams?x=1")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData(null, "/")]
    public void A_way_back_never_leaves_the_portal(string? asked, string taken) => PageAddress.Local(asked).ShouldBe(taken);
}
