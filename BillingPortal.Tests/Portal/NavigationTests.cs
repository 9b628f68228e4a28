using BillingPortal.Portal;
using BillingPortal.Shared;
using BillingPortal.Ui;

namespace BillingPortal.Tests.Portal;

public sealed class NavigationTests
{
    private static readonly Guid Team = Guid.Parse("01900000-0000-7000-8000-000000000001");

    [Theory]
    [InlineData(TeamRole.Member, new[] { "Overview", "Usage" })]
    [InlineData(TeamRole.Billing, new[] { "Overview", "Usage", "Plan", "Invoices", "Credits", "Settings" })]
    [InlineData(TeamRole.Owner, new[] { "Overview", "Usage", "Plan", "Invoices", "Credits", "Settings" })]
    public void Places_that_a_role_may_not_open_are_absent(TeamRole role, string[] places) =>
        NavItem.Of(Team, Person(role)).Select(place => place.Text).ShouldBe(places);

    [Fact]
    public void Nobody_is_led_into_a_team_of_others() => NavItem.Of(Team, new Actor { Name = "Stranger", UserId = "2" }).ShouldBeEmpty();

    [Theory]
    [InlineData("", "Overview")]
    [InlineData("/usage", "Usage")]
    [InlineData("/plan", "Plan")]
    [InlineData("/invoices", "Invoices")]
    [InlineData("/credits", "Credits")]
    [InlineData("/settings", "Settings")]
    [InlineData("/invoices/01900000-0000-7000-8000-000000000002", "Invoices")]
    public void Exactly_one_place_is_marked_as_the_present_one(string below, string present) =>
        NavItem.Of(Team, Person(TeamRole.Owner)).Where(place => place.Holds($"/teams/{Team}{below}")).Select(place => place.Text).ShouldBe([present]);

    [Theory]
    [InlineData("/teams/new", false)]
    [InlineData("/teams", false)]
    [InlineData("/", false)]
    [InlineData("/teams/01900000-0000-7000-8000-000000000001/plan", true)]
    public void The_address_says_which_team_is_open(string path, bool open) => NavItem.TeamIn(path).ShouldBe(open ? Team : null);

    [Fact]
    public void The_tools_of_Development_are_nowhere_else() => NavItem.Development(new PortalMode(Sandbox: true, Development: false)).ShouldBeEmpty();

    private static Actor Person(TeamRole role) => new() { Name = "Maya", UserId = "1", Memberships = [new(Team, Guid.NewGuid(), role)] };
}
