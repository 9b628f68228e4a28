using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>Somebody in front of a browser window. Keeps in mind what went wrong on the way, so that a test can insist that nothing did.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("BILLING_SCREENSHOTS");

    private const string MisplacedCells = """
        () => [...document.querySelectorAll('tbody tr')].flatMap(row => {
          const cells = [...row.children].map(cell => ({ cell, box: cell.getBoundingClientRect() })).filter(({ box }) => box.width && box.height);
          return cells.filter((one, n) => one.cell.scrollWidth > one.cell.clientWidth + 1 || cells.slice(n + 1).some(({ box }) =>
            Math.min(one.box.right, box.right) - Math.max(one.box.left, box.left) > 1 && Math.min(one.box.bottom, box.bottom) - Math.max(one.box.top, box.top) > 1)).map(({ cell }) => cell.innerText);
        })
        """;

    private readonly ConcurrentQueue<string> faults = [];

    private readonly Screen screen;

    public Visitor(IPage page, Screen screen)
    {
        (Page, this.screen) = (page, screen);
        page.Console += (_, message) => Note(message.Type == "error", $"console: {message.Text} ({message.Location})");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.Request += (_, request) => Note(!new Uri(request.Url).IsLoopback && !request.Url.StartsWith("data:", StringComparison.Ordinal), $"left this machine: {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Opens a page and waits until it answers to the mouse and the keyboard.</summary>
    public async Task GoToAsync(string path)
    {
        (await Page.GotoAsync(path))!.Status.ShouldBe(200, path);
        await IsInteractiveAsync();
    }

    /// <summary>A prerendered page looks finished before its circuit is there, and a click until then is lost.</summary>
    public async Task IsInteractiveAsync() =>
        await Page.WaitForFunctionAsync("() => document.documentElement.dataset.interactive === location.pathname");

    /// <summary>Waits until the address is as the pattern says. Where it never is, the failure tells what the page shows instead.</summary>
    public async Task ArrivesAtAsync(string pattern)
    {
        try
        {
            await Assertions.Expect(Page).ToHaveURLAsync(new Regex(pattern), new() { Timeout = 60_000 });
        }
        catch (PlaywrightException missed)
        {
            throw new InvalidOperationException($"{missed.Message}\nThe page at {Page.Url} shows:\n{await Page.InnerTextAsync("body")}\nFaults: {string.Join('\n', faults)}");
        }
    }

    public async Task RegisterAsync(string email, string password = BillingApp.Password)
    {
        await Page.GotoAsync("/account/register");
        await Page.GetByLabel("Your name").FillAsync("Maya Chen");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await LeavesTheAccountPagesAsync();
    }

    public async Task SignInAsync(string email, string password = BillingApp.Password)
    {
        await FillSignInAsync(email, password);
        await LeavesTheAccountPagesAsync();
    }

    /// <summary>Fills the sign-in form and sends it, whatever comes of it.</summary>
    public async Task FillSignInAsync(string email, string password, bool visit = true)
    {
        if (visit) await Page.GotoAsync("/account/sign-in");
        await Page.GetByLabel("Email").FillAsync(email);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>Keeps a picture of the whole page in the folder that <c>BILLING_SCREENSHOTS</c> names; without it, none.</summary>
    public async Task ScreenshotAsync(string name)
    {
        if (Screenshots is null) return;
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, $"{name}-{screen.Name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Nothing to scroll to at the side, and no button or place of the phone's bar whose words run out of it.</summary>
    public async Task ShouldFitTheScreenAsync()
    {
        (await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0, $"{Page.Url} on {screen.Name}");
        (await Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('button, .rz-button, .bottom a')].filter(b => b.scrollWidth > b.clientWidth + 1).map(b => b.innerText)"))
            .ShouldBeEmpty($"{Page.Url} on {screen.Name}");
        (await Page.EvaluateAsync<string[]>(MisplacedCells)).ShouldBeEmpty($"{Page.Url} on {screen.Name}");
    }

    /// <summary>No error in the console, no script that broke, and nothing fetched from another machine.</summary>
    public void ShouldHaveSeenNoFault() => faults.ShouldBeEmpty();

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private Task LeavesTheAccountPagesAsync() => ArrivesAtAsync("^(?!.*/account/)");

    private void Note(bool isFault, string what)
    {
        if (isFault) faults.Enqueue(what);
    }
}
