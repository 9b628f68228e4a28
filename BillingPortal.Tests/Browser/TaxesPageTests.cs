using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class TaxesPageTests(BrowserFixture browser)
{
    [Fact]
    public async Task Finance_records_a_certificate_and_ends_it()
    {
        var team = await browser.App.TeamAsync($"Charity {Guid.NewGuid():N}"[..20], "US", "TX");
        await using var visitor = await FinanceAsync();
        var card = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Exemption certificates" });

        await card.GetByRole(AriaRole.Button, new() { Name = "Record certificate" }).ClickAsync();
        await Assertions.Expect(card.GetByText("Say whose it is.").First).ToBeVisibleAsync();

        await card.GetByLabel("Account").FillAsync(team.Id.ToString());
        await card.GetByLabel("Exempt from").SelectOptionAsync("US-TX");
        await card.GetByLabel("Certificate number").FillAsync("TX-99");
        await card.GetByLabel("Reason").FillAsync("Resale");
        await card.GetByLabel("Valid from").FillAsync("2026-01-01");
        await card.GetByRole(AriaRole.Button, new() { Name = "Record certificate" }).ClickAsync();

        var row = card.GetByRole(AriaRole.Row).Filter(new() { HasText = team.Created.Text("name") });
        await Assertions.Expect(row).ToContainTextAsync("TX-99");
        await row.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "End it today" }).ClickAsync();
        await Assertions.Expect(row.GetByRole(AriaRole.Button, new() { Name = "End" })).ToHaveCountAsync(0);
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Finance_records_a_registration_and_is_told_what_overlaps()
    {
        await using var visitor = await FinanceAsync();
        var card = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Registrations" });

        foreach (var _ in Enumerable.Range(0, 2))
        {
            await card.GetByLabel("Where").SelectOptionAsync("US-HI");
            await card.GetByLabel("Number").FillAsync("GE-123");
            await card.GetByLabel("First day").FillAsync("2026-01-01");
            await card.GetByRole(AriaRole.Button, new() { Name = "Record registration" }).ClickAsync();
            await Assertions.Expect(card.GetByRole(AriaRole.Row).Filter(new() { HasText = "US-HI" })).ToHaveCountAsync(1);
        }

        await Assertions.Expect(card.GetByRole(AriaRole.Alert)).ToContainTextAsync("Another registration there holds on some of these days. End it first.");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task Finance_confirms_a_tax_id_that_nobody_can_be_asked_about()
    {
        var team = await browser.App.TeamAsync($"Down under {Guid.NewGuid():N}"[..22], "AU", null);
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { tax_id = "51 824 753 556", address = new { country = "AU" } })).Ok();
        await using var visitor = await FinanceAsync();
        var row = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Tax ids to confirm" }).GetByRole(AriaRole.Row).Filter(new() { HasText = team.Created.Text("name") });

        await row.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await visitor.Page.GetByLabel("Looked up in").FillAsync("ABN Lookup, registered for GST");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm it" }).ClickAsync();

        await Assertions.Expect(row).ToHaveCountAsync(0);
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task The_page_fits_every_screen_and_is_not_for_customers()
    {
        var team = await browser.App.TeamAsync("Fits", "AU", null);
        (await team.Owner.PutAsync($"/standalone-teams/{team.Id}/billing-profile", new { tax_id = "51 824 753 556", address = new { country = "AU" } })).Ok();
        foreach (var screen in Screen.All)
        {
            await using var visitor = await FinanceAsync(screen);
            await visitor.ScreenshotAsync("taxes");
            await visitor.Page.GetByText("Show ", new() { Exact = false }).Filter(new() { HasText = "rates" }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByText("Germany VAT", new() { Exact = true })).ToBeVisibleAsync();
            await visitor.ShouldFitTheScreenAsync();
            visitor.ShouldHaveSeenNoFault();
        }

        await using var customer = await browser.VisitAsync();
        await customer.SignInAsync(team.Owner.Email);
        await customer.GoToAsync("/admin/taxes");
        (await customer.Page.InnerTextAsync("main")).ShouldNotContain("Exemption certificates");
    }

    [Fact]
    public async Task An_owner_types_a_tax_id_and_reads_at_once_whether_it_can_be_and_then_whether_it_is_confirmed()
    {
        foreach (var screen in Screen.All)
        {
            var team = await browser.App.TeamAsync("Nordlicht", "DE", null);
            await using var visitor = await browser.VisitAsync(screen);
            await visitor.SignInAsync(team.Owner.Email);
            await visitor.GoToAsync($"/teams/{team.Id}/settings");

            await visitor.Page.GetByLabel("Tax id").FillAsync("DE136695977");
            await visitor.Page.GetByLabel("Tax id").BlurAsync();
            await Assertions.Expect(visitor.Page.GetByText("The check digits of this tax id of Germany do not fit: look for a mistyped digit.")).ToBeVisibleAsync();

            await visitor.Page.GetByLabel("Tax id").FillAsync("de 136 695 976");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
            await Assertions.Expect(visitor.Page.GetByText("by VIES.")).ToBeVisibleAsync();
            await Assertions.Expect(visitor.Page.GetByLabel("Tax id")).ToHaveValueAsync("DE136695976");
            await visitor.ShouldFitTheScreenAsync();
            await visitor.ScreenshotAsync("tax-id");
            visitor.ShouldHaveSeenNoFault();
        }
    }

    private async Task<Visitor> FinanceAsync(Screen? screen = null)
    {
        var visitor = await browser.VisitAsync(screen);
        await visitor.SignInAsync("finance@example.com");
        await visitor.GoToAsync("/admin/taxes");
        return visitor;
    }
}
