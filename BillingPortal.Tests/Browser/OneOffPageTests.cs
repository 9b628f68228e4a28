using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

/// <summary>Finance writes an invoice by hand, and looks at one that is held.</summary>
[Collection(nameof(Browser))]
public sealed class OneOffPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task Finance_writes_lines_sees_to_the_cent_what_they_come_to_and_sends_exactly_that()
    {
        foreach (var screen in Screen.All)
        {
            var team = await browser.App.StarterTeamAsync($"Workshop {Guid.NewGuid():N}"[..18]);
            await using var visitor = await OpenAsync(team, screen);
            var page = visitor.Page;

            await page.GetByRole(AriaRole.Button, new() { Name = "Show what it comes to" }).ClickAsync();
            await Assertions.Expect(page.GetByText("Say what the line is for.").First).ToBeVisibleAsync();
            await visitor.ScreenshotAsync("one-off-refused");
            await visitor.ShouldFitTheScreenAsync();

            await FillAsync(page, 1, "Workshop, two days", "2", "150.00");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add a line" }).ClickAsync();
            await FillAsync(page, 2, "Returnable deposit", "1", "50");
            await page.GetByRole(AriaRole.Group, new() { Name = "Line 2" }).GetByLabel("Tax").SelectOptionAsync("outside_scope");
            await page.GetByRole(AriaRole.Button, new() { Name = "Show what it comes to" }).ClickAsync();
            await Assertions.Expect(page.Locator("dl.sum dd.due").First).ToHaveTextAsync("$362.00");
            await visitor.ScreenshotAsync("one-off");
            await visitor.ShouldFitTheScreenAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "Send invoice of $362.00" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("only a credit note corrects it");
            await page.GetByRole(AriaRole.Button, new() { Name = "Send and collect $362.00" }).ClickAsync();

            await visitor.ArrivesAtAsync($"/teams/{team.Id}/invoices/[0-9a-f-]+$");
            await Assertions.Expect(page.Locator("dl.sum dd.due").First).ToHaveTextAsync("$362.00");
            var invoice = (await team.InvoicesAsync()).Single(one => one.Number("total") == 362_00);
            (invoice.Number("subtotal"), invoice.Number("tax_total")).ShouldBe((350_00, 12_00));
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task What_changes_after_the_preview_has_to_be_looked_at_again()
    {
        var team = await browser.App.StarterTeamAsync("Credited meanwhile");
        await using var visitor = await OpenAsync(team, Screen.Desktop);
        await FillAsync(visitor.Page, 1, "Workshop", "1", "100.00");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show what it comes to" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("dl.sum dd.due").First).ToHaveTextAsync("$104.00");
        await browser.App.GrantAsync(team, 10_00);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send invoice of $104.00" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send and collect $104.00" }).ClickAsync();

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It comes to $93.60 now");
        (await team.InvoicesAsync()).ShouldHaveSingleItem();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show what it comes to" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("dl.sum dd.due").First).ToHaveTextAsync("$93.60");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_held_invoice_is_shown_beside_Stripe_s_line_by_line()
    {
        var team = await browser.App.StarterTeamAsync($"Held {Guid.NewGuid():N}"[..14]);
        await browser.App.AdvanceAsync(await browser.App.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(10)));
        var draft = (await browser.App.Stripe.GetAsync($"/v1/invoices?customer={await team.CustomerAsync()}&status=draft")).Ok().List("data").ShouldHaveSingleItem();
        await browser.App.AtStripeAsync($"/v1/invoices/{draft.Text("id")}/add_lines", ("lines[0][amount]", "500"), ("lines[0][description]", "By hand"));
        await browser.App.AdvanceAsync(TimeSpan.FromHours(4));

        foreach (var screen in Screen.All)
        {
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync("finance@example.com");
            await visitor.GoToAsync("/admin/invoices");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"Line by line, {team.Created.Text("name")}" }).ClickAsync();
            var beside = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Line by line" });
            await Assertions.Expect(beside.GetByRole(AriaRole.Row).Filter(new() { HasText = "By hand" })).ToContainTextAsync("$5.00");
            await visitor.ScreenshotAsync("held-beside");
            await visitor.ShouldFitTheScreenAsync();
            visitor.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task Only_finance_finds_the_page()
    {
        var team = await browser.App.TeamAsync("No finance");
        await using var visitor = await browser.VisitAsync();
        await visitor.SignInAsync(team.Owner.Email);
        await visitor.GoToAsync($"/admin/invoices/new?team={team.Id}");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("right");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show what it comes to" })).ToHaveCountAsync(0);
    }

    private static async Task FillAsync(IPage page, int number, string description, string quantity, string amount)
    {
        var line = page.GetByRole(AriaRole.Group, new() { Name = $"Line {number}" });
        await line.GetByLabel("Description").FillAsync(description);
        await line.GetByLabel("Quantity").FillAsync(quantity);
        await line.GetByLabel("Amount each").FillAsync(amount);
        await line.GetByLabel("Amount each").BlurAsync();
    }

    private async Task<Visitor> OpenAsync(TestTeam team, Screen screen)
    {
        var visitor = await browser.VisitAsync(screen);
        await visitor.SignInAsync("finance@example.com");
        await visitor.GoToAsync($"/admin/invoices/new?search={Uri.EscapeDataString(team.Created.Text("name"))}");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = team.Created.Text("name") }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Lines" })).ToBeVisibleAsync();
        return visitor;
    }
}
