using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Bunit;

namespace BillingPortal.Tests.Features.Subscriptions;

public sealed class MovePanelTests : RenderPage
{
    [Fact]
    public void A_version_that_somebody_stays_on_can_be_moved_by_who_may()
    {
        Show(mayMove: true, accounts: 9, staying: 7, null).Find("button").TextContent.ShouldContain("Move at next renewal");
        TextOf(Show(mayMove: true, accounts: 9, staying: 7, null)).ShouldContain("Version 1, $10.00 a month: 9 accounts, 2 of them with a change ahead");
        Show(mayMove: false, accounts: 9, staying: 7, null).FindAll("button").ShouldBeEmpty();
        Show(mayMove: true, accounts: 9, staying: 0, null).FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void A_move_under_way_shows_how_far_it_is_and_is_not_asked_for_twice()
    {
        var panel = Show(mayMove: true, accounts: 10_000, staying: 6_000, new(true, 10_000, 3_990, 10));

        TextOf(panel).ShouldContain("4,000 of 10,000 accounts looked at.");
        panel.Find("progress").GetAttribute("value").ShouldBe("4000");
        panel.FindAll("button").ShouldBeEmpty();
        TextOf(Show(mayMove: true, accounts: 3, staying: 3, new(true, 0, 0, 0))).ShouldContain("Waits for its turn.");
    }

    [Fact]
    public void A_finished_move_says_what_came_of_it()
    {
        var text = TextOf(Show(mayMove: true, accounts: 9, staying: 0, new(false, 9, 8, 1)));

        text.ShouldContain("8 will move at their next renewal, or have moved.");
        text.ShouldContain("1 was left as it is: something else is scheduled for it");
    }

    private IRenderedComponent<MovePanel> Show(bool mayMove, int accounts, int staying, VersionMoveView? move) => Render<MovePanel>(panel => panel
        .Add(p => p.Earlier, [new EarlierVersion(Guid.NewGuid(), 1, Money.Usd(10_00), accounts, staying, move)]).Add(p => p.MayMove, mayMove));
}
