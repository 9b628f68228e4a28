using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>Reading invoices: what they come to, why, and what is still to come.</summary>
[Collection(nameof(Browser))]
public sealed class InvoicePagesTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_line_is_explained_at_the_side_and_the_address_keeps_it()
    {
        var (team, invoice) = await OverageInvoiceAsync("Explained");
        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync(team.Owner.Email);
            await visitor.GoToAsync($"/teams/{team.Id}/invoices/{invoice}");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Explain API calls above 250,000, $24.92" }).ClickAsync();

            var drawer = visitor.Page.GetByRole(AriaRole.Dialog);
            await Assertions.Expect(drawer).ToContainTextAsync("62,310 are charged");
            await Assertions.Expect(drawer).ToContainTextAsync("$24.924, rounded once");
            await Assertions.Expect(drawer.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("2 days with usage; the most was 300,000"));
            await Assertions.Expect(drawer.Locator(".days span")).ToHaveCountAsync(4);
            visitor.Page.Url.ShouldContain("line=2");
            await visitor.ScreenshotAsync("explain");
            await visitor.ShouldFitTheScreenAsync();

            await visitor.Page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(drawer).ToHaveCountAsync(0);
            await Assertions.Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/invoices/{invoice}$"));
            await visitor.GoToAsync($"/teams/{team.Id}/invoices/{invoice}?line=2");
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("312,310");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task The_next_invoice_stands_line_by_line_with_its_reasons()
    {
        var team = await browser.App.StarterTeamAsync("Next");
        await team.TrackAsync("api_calls", 312_310);
        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync(team.Owner.Email);
            await visitor.GoToAsync($"/teams/{team.Id}/invoices/next");
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Next invoice");
            await Assertions.Expect(visitor.Page.Locator("dl.sum dd.due").First).ToHaveTextAsync("$36.32");
            await visitor.ScreenshotAsync("next-invoice");
            await visitor.ShouldFitTheScreenAsync();
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task The_list_is_filtered_by_state_and_year_and_says_what_it_comes_to()
    {
        var (team, _) = await OverageInvoiceAsync("Listed");
        await using var visitor = await browser.VisitAsync(Screen.Phone);
        await visitor.SignInAsync(team.Owner.Email);
        await visitor.GoToAsync($"/teams/{team.Id}/invoices?status=paid");
        await Assertions.Expect(visitor.Page.GetByText("2 invoices, $46.72 in total")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Void", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("No invoice of this state and year.")).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("invoices-void");
        await visitor.ShouldFitTheScreenAsync();

        var csv = (await team.Owner.GetAsync($"/billing-engine/invoices/csv?team_id={team.Id}")).BodyText;
        csv.ShouldContain(",10.40,");
        csv.ShouldContain(",36.32,");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_full_page_of_invoices_answers()
    {
        var team = await browser.App.TeamAsync("Many invoices");
        for (var n = 0; n < 25; n++) await browser.App.OrderAsync(team, browser.App.Now.UtcDateTime);
        await browser.App.AdvanceAsync(TimeSpan.FromMinutes(5));
        await using var visitor = await browser.VisitAsync();
        await visitor.SignInAsync(team.Owner.Email);

        await visitor.GoToAsync($"/teams/{team.Id}/invoices");

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(26);
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task An_administrator_sees_the_jobs_and_runs_one()
    {
        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync("admin@example.com");
            await visitor.GoToAsync("/admin/jobs");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Run invoice-documents now" }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "invoice-documents" })).Not.ToContainTextAsync("not yet");
            await visitor.ScreenshotAsync("jobs");
            await visitor.ShouldFitTheScreenAsync();
            await visitor.GoToAsync("/admin/invoices");
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Held invoices");
            await visitor.ScreenshotAsync("held");
            await visitor.ShouldFitTheScreenAsync();
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task What_a_member_may_not_do_is_refused_on_the_pages_of_the_platform()
    {
        var team = await browser.App.TeamAsync("Outsider");
        await using var visitor = await browser.VisitAsync();
        await visitor.SignInAsync(team.Owner.Email);
        foreach (var page in new[] { "/admin/jobs", "/admin/invoices" })
        {
            await visitor.Page.GotoAsync(page);
            await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("right");
        }
    }

    private async Task<(TestTeam Team, Guid Invoice)> OverageInvoiceAsync(string name)
    {
        var team = await browser.App.StarterTeamAsync(name);
        await team.TrackAsync("api_calls", 300_000);
        await browser.App.AdvanceAsync(days: 3);
        await team.TrackAsync("api_calls", 12_310);
        await browser.App.AdvanceAsync(days: 29);
        return (team, (await team.InvoicesAsync())[1].Id());
    }
}
