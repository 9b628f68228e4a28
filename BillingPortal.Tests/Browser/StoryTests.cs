using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>The main job from end to end, as a stranger lives through it.</summary>
[OnEveryDatabase]
[Collection(nameof(Browser))]
public sealed class StoryTests(BrowserFixture browser)
{
    private readonly string email = $"{Guid.NewGuid():N}@example.com";

    [Fact]
    public async Task A_team_signs_up_uses_the_product_pays_and_reads_its_invoices()
    {
        await using var visitor = await browser.VisitAsync();
        var team = await SignUpAsync(visitor, "Acme");
        await ShouldShowAsync(visitor, "Free", "No invoices yet");

        using var api = await browser.App.SignedInAsync(email);
        await TrackAsync(api, team, 8_000);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Meter, new() { Name = "API calls" })).ToHaveAttributeAsync("aria-valuenow", "80");
        await Assertions.Expect(visitor.Page.GetByText("getting full")).ToBeVisibleAsync();

        await visitor.GoToAsync($"/teams/{team}/plan");
        await ShouldShowAsync(visitor, "Starter", "New York", "$10.40");
        await PayAsync(visitor, "4242 4242 4242 4242");
        await ShouldShowAsync(visitor, "You are on Starter.", "$10.40 paid");

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "See the invoice" }).ClickAsync();
        await ShouldShowAsync(visitor, "Starter", "New York", "$10.40");
        await ShouldOpenAsPdfAsync(visitor, api);

        await browser.App.AdvanceAsync(days: 32);
        await visitor.GoToAsync($"/teams/{team}/invoices");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "$10.40" })).ToHaveCountAsync(2);
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_declined_card_leaves_everything_as_it_was_and_another_one_pays()
    {
        await using var visitor = await browser.VisitAsync();
        var team = await SignUpAsync(visitor, "Declined");
        await visitor.GoToAsync($"/teams/{team}/plan");

        await PayAsync(visitor, "4000 0000 0000 0341");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Nothing was charged");
        await visitor.ScreenshotAsync("declined");
        await ShouldShowAsync(visitor, "You are on Free");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Use another card" }).ClickAsync();
        await EnterCardAsync(visitor, "4242 4242 4242 4242");
        await ShouldShowAsync(visitor, "You are on Starter.");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Without_a_country_the_price_is_shown_once_the_country_is_known()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.RegisterAsync(email);
        await visitor.IsInteractiveAsync();
        await visitor.Page.GetByLabel("Team name").FillAsync("Nowhere");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create team" }).ClickAsync();
        await visitor.GoToAsync($"/teams/{await TeamOnScreenAsync(visitor)}/plan");

        await visitor.Page.GetByLabel("Country").SelectOptionAsync("US");
        await visitor.Page.GetByLabel("State").SelectOptionAsync("NY");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save and show the price" }).ClickAsync();

        await ShouldShowAsync(visitor, "$10.40");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Every_page_of_the_story_fits_every_screen()
    {
        string team;
        await using (var first = await browser.VisitAsync()) team = await SignUpAsync(first, "Northwind");
        using var api = await browser.App.SignedInAsync(email);
        await TrackAsync(api, team, 9_200);
        var invoice = await BuyAsync(api, team);

        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync(email);
            foreach (var (name, path) in new[]
                     {
                         ("teams", "/teams"), ("new-team", "/teams/new"), ("overview", $"/teams/{team}"), ("plan", $"/teams/{team}/plan"),
                         ("invoices", $"/teams/{team}/invoices"), ("invoice", $"/teams/{team}/invoices/{invoice}"), ("mail", "/dev/mail"), ("clock", "/dev/clock"),
                     })
            {
                await visitor.GoToAsync(path);
                await visitor.ScreenshotAsync(name);
                await visitor.ShouldFitTheScreenAsync();
            }
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task Another_team_s_pages_do_not_exist()
    {
        var team = await browser.App.TeamAsync("Private");
        await using var stranger = await browser.VisitAsync();
        await stranger.RegisterAsync(email);

        foreach (var page in new[] { "", "/plan", "/invoices" })
        {
            await stranger.Page.GotoAsync($"/teams/{team.Id}{page}");
            await Assertions.Expect(stranger.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("not");
            (await stranger.Page.InnerTextAsync("body")).ShouldNotContain("Private");
        }
    }

    private async Task<string> SignUpAsync(Visitor visitor, string name)
    {
        await visitor.RegisterAsync(email);
        await visitor.IsInteractiveAsync();
        await visitor.Page.GetByLabel("Team name").FillAsync(name);
        await visitor.Page.GetByLabel("Country").SelectOptionAsync("US");
        await visitor.Page.GetByLabel("State").SelectOptionAsync("NY");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create team" }).ClickAsync();
        return await TeamOnScreenAsync(visitor);
    }

    private static async Task<string> TeamOnScreenAsync(Visitor visitor)
    {
        await visitor.ArrivesAtAsync("/teams/[0-9a-f-]{36}$");
        await visitor.IsInteractiveAsync();
        return new Uri(visitor.Page.Url).Segments[^1];
    }

    /// <summary>Confirms the price shown, saves the card on Stripe's page and comes back.</summary>
    private static async Task PayAsync(Visitor visitor, string card)
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm and pay $10.40" }).ClickAsync();
        await EnterCardAsync(visitor, card);
    }

    private static async Task EnterCardAsync(Visitor visitor, string card)
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = card }).ClickAsync();
        await visitor.ScreenshotAsync("checkout");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save sandbox card" }).ClickAsync();
        await visitor.ArrivesAtAsync("/plan([?]|$)");
    }

    private static async Task TrackAsync(ApiClient api, string team, long calls) => (await api.PostAsync(
        "/billing-engine/usage/track",
        new { events = new[] { new { event_id = Guid.NewGuid(), team_id = team, metric = "api_calls", quantity = calls } } })).Ok().List("results").Single().Text("status").ShouldBe("accepted");

    private static async Task<Guid> BuyAsync(ApiClient api, string team) =>
        (await api.PostAsync($"/standalone-teams/{team}/billing/upgrade", new { plan = "starter", payment_method = "pm_card_visa" })).Ok().GetProperty("invoice").Id();

    private static async Task ShouldShowAsync(Visitor visitor, params string[] texts)
    {
        foreach (var text in texts) await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync(text);
    }

    /// <summary>The link on the page leads to the document, and the document says what the page says.</summary>
    private static async Task ShouldOpenAsPdfAsync(Visitor visitor, ApiClient api)
    {
        var link = await visitor.Page.Locator("a[href*='/pdf']").First.GetAttributeAsync("href");
        var answer = await api.GetAsync(link!);
        answer.MediaType.ShouldBe("application/pdf");
        (await PdfText.OfAsync(answer.Body)).ShouldContain("$10.40");
    }
}
