using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using BillingPortal.Ui;
using Bunit;

namespace BillingPortal.Tests.Ui;

public sealed class ProblemTests : RenderPage
{
    [Fact]
    public void A_refusal_is_an_alert_in_its_own_words()
    {
        var alert = Render<ProblemAlert>(a => a.Add(p => p.Problem, Problem.Declined("Your bank declined the card ending 0341.", "generic_decline"))).Find("[role=alert]");

        alert.TextContent.ShouldContain("Your bank declined the card ending 0341.");
    }

    [Fact]
    public void Without_a_problem_there_is_nothing() => Render<ProblemAlert>(a => a.Add(p => p.Problem, null)).Markup.Trim().ShouldBeEmpty();

    [Fact]
    public void Messages_about_fields_are_not_said_twice()
    {
        var alert = Render<ProblemAlert>(a => a.Add(p => p.Problem, Problem.Invalid("country", "Choose the country first.")));

        alert.FindAll("li").ShouldBeEmpty();
    }
}
