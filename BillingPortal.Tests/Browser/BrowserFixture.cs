using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>How somebody looks at the portal.</summary>
public sealed record Screen(string Name, int Width, int Height, ColorScheme Colors)
{
    public static readonly Screen Desktop = new("desktop", 1280, 900, ColorScheme.Light);

    public static readonly Screen DesktopDark = Desktop with { Name = "desktop-dark", Colors = ColorScheme.Dark };

    public static readonly Screen Phone = new("phone", 360, 740, ColorScheme.Light);

    public static readonly Screen PhoneDark = Phone with { Name = "phone-dark", Colors = ColorScheme.Dark };

    public static IReadOnlyList<Screen> All { get; } = [Desktop, DesktopDark, Phone, PhoneDark];
}

/// <summary>One application and one Chromium for all browser tests; each test has windows of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;

    private IBrowser? browser;

    public BillingApp App { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Flags });
    }

    /// <summary>A new window of somebody who has not been here before.</summary>
    public async Task<Visitor> VisitAsync(Screen? screen = null)
    {
        screen ??= Screen.Desktop;
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = App.Address.ToString(),
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            ColorScheme = screen.Colors,
            Locale = "en-US",
            TimezoneId = "Etc/UTC",
        });
        // Long enough for a machine that is busy with everything else; a page that is quick is not waited for.
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(30_000);
        return new(await context.NewPageAsync(), screen);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        await App.DisposeAsync();
    }
}

[CollectionDefinition(nameof(Browser))]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>;
