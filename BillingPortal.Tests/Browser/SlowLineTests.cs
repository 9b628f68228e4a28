using System.Text;
using System.Text.RegularExpressions;
using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>What somebody does while the page is drawn and its circuit is not there yet.</summary>
[Collection(nameof(Browser))]
public sealed class SlowLineTests(BrowserFixture browser)
{
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_link_is_followed_also_while_the_circuit_comes_up()
    {
        var team = await browser.App.StarterTeamAsync("Impatient");
        await using var visitor = await ArriveAsync(team.Owner.Email, $"/teams/{team.Id}");

        var scripted = false;
        visitor.Page.Request += (_, request) => scripted |= request.ResourceType == "fetch" && request.Url.EndsWith("/usage", StringComparison.Ordinal);

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Usage", Exact = true }).ClickAsync();
        await visitor.ArrivesAtAsync("/usage$");
        goesOn.SetResult();

        await visitor.IsInteractiveAsync();
        scripted.ShouldBeFalse("the circuit that comes up may paint over what a script has fetched meanwhile");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Usage");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task What_was_typed_and_pressed_before_the_circuit_is_there_is_done_when_it_is()
    {
        await using var visitor = await ArriveAsync((await browser.App.SignedInAsync()).Email, "/teams/new");

        await visitor.Page.GetByLabel("Team name").FillAsync("Typed early");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create team" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create team" })).ToHaveAttributeAsync("aria-busy", "true");
        goesOn.SetResult();

        await visitor.ArrivesAtAsync("/teams/[0-9a-f-]{36}$");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Typed early" })).ToBeVisibleAsync();
        visitor.ShouldHaveSeenNoFault();
    }

    /// <summary>Signed in, on a page whose circuit was asked for and has not answered: it does not before <see cref="goesOn"/>.</summary>
    private async Task<Visitor> ArriveAsync(string email, string path)
    {
        var visitor = await browser.VisitAsync();
        await visitor.SignInAsync(email);
        await visitor.Page.RouteWebSocketAsync(new Regex("/_blazor"), Hold);
        await visitor.Page.GotoAsync(path);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return visitor;
    }

    private void Hold(IWebSocketRoute page)
    {
        var (server, last) = (page.ConnectToServer(), Task.CompletedTask);
        page.OnMessage(message =>
        {
            Pass(message, server);
            if (Words(message).Contains("UpdateRootComponents", StringComparison.Ordinal)) asked.TrySetResult();
        });
        server.OnMessage(message => last = PassLaterAsync(last, message, page));
    }

    private async Task PassLaterAsync(Task before, IWebSocketFrame message, IWebSocketRoute to)
    {
        await before;
        if (asked.Task.IsCompleted) await goesOn.Task;
        Pass(message, to);
    }

    private static void Pass(IWebSocketFrame message, IWebSocketRoute to)
    {
        if (message.Binary is { } binary) to.Send(binary);
        else to.Send(message.Text!);
    }

    private static string Words(IWebSocketFrame message) => message.Binary is { } binary ? Encoding.ASCII.GetString(binary) : message.Text!;
}
