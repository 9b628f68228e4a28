using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using BillingPortal.Ui;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Ui;

public sealed class PortalPageTests : RenderPage
{
    private static readonly Guid Account = Guid.NewGuid();

    public PortalPageTests()
    {
        Services.AddSingleton(Source);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private Answers Source { get; } = new();

    [Fact]
    public void A_page_loads_once_for_each_address()
    {
        var page = Render<SomePage>();
        page.Render();
        Source.Asked.ShouldBe(1);

        Services.GetRequiredService<BunitNavigationManager>().NavigateTo("/somewhere?year=2026");
        page.Render();

        Source.Asked.ShouldBe(2);
    }

    [Fact]
    public void A_page_follows_what_changes_and_keeps_what_it_shows_meanwhile()
    {
        var page = Render<SomePage>();
        Source.Next = "second";

        Services.GetRequiredService<LiveChanges>().Tell(Account);

        page.Markup.ShouldContain("first");
        page.WaitForAssertion(() => page.Markup.ShouldContain("second"), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Whoever_has_lost_the_right_sees_no_further_change()
    {
        var page = Render<SomePage>();
        Viewer.ReadAgainAsync = () =>
        {
            Source.Next = Problem.Forbidden("You do not have the right to see this any more.");
            return Task.CompletedTask;
        };

        Services.GetRequiredService<LiveChanges>().Tell(Account);

        page.WaitForAssertion(() => page.Markup.ShouldContain("You do not have the right to see this any more."), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_refusal_stays_on_the_page_until_the_next_answer()
    {
        Source.Next = Problem.Unavailable("Stripe did not answer.");
        Render<SomePage>().Find("[role=alert]").TextContent.ShouldContain("Stripe did not answer.");
    }

    private sealed class Answers
    {
        public int Asked { get; private set; }

        public Result<string> Next { get; set; } = "first";

        public Task<Result<string>> AskAsync()
        {
            Asked++;
            return Task.FromResult(Next);
        }
    }

    private sealed class SomePage : PortalPage
    {
        private string? text;

        [Inject] private Answers Source { get; set; } = null!;

        protected override async Task LoadAsync()
        {
            text = await Show(Source.AskAsync()) ?? text;
            Follow(Account);
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<ProblemAlert>(0);
            builder.AddComponentParameter(1, nameof(ProblemAlert.Problem), Problem);
            builder.CloseComponent();
            builder.AddContent(2, text);
        }
    }
}
