using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[OnEveryDatabase]
[Collection(nameof(Browser))]
public sealed class DiscountPagesTests(BrowserFixture browser)
{
    private readonly string name = $"B{Guid.NewGuid():N}"[..12].ToUpperInvariant();

    [Fact]
    public async Task An_administrator_makes_a_code_reads_what_it_says_and_ends_it()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.SignInAsync("admin@example.com");
        await visitor.GoToAsync("/admin/discount-codes");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "New code" }).ClickAsync();
        await visitor.ArrivesAtAsync("/admin/discount-codes/new$");
        await visitor.IsInteractiveAsync();

        await visitor.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(name.ToLowerInvariant());
        await visitor.Page.GetByLabel("Redemptions at most").FillAsync("500");
        await visitor.Page.GetByLabel("Percent", new() { Exact = true }).FillAsync("20");
        await visitor.Page.GetByLabel("Lasts").SelectOptionAsync(new SelectOptionValue { Label = "A number of months" });
        await visitor.Page.GetByLabel("First purchases only").CheckAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("20 % off plan lines for 3 months, at most 500 times, once an account, first purchase only.");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the code" }).ClickAsync();
        await visitor.ArrivesAtAsync("/admin/discount-codes$");
        await visitor.IsInteractiveAsync();

        var row = visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = name });
        await Assertions.Expect(row).ToContainTextAsync("0 of 500");
        await row.GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = $"End {name}" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("Ended");
        (await browser.App.ReadCodeAsync(name)).Text("status").ShouldBe("ended");
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_form_that_makes_no_sense_says_so_at_the_field_and_makes_nothing()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.SignInAsync("admin@example.com");
        await visitor.GoToAsync("/admin/discount-codes/new");

        await visitor.Page.GetByLabel("Code", new() { Exact = true }).FillAsync("20 % OFF");
        await visitor.Page.GetByLabel("An amount").CheckAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the code" }).ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#code-error")).ToContainTextAsync("letters, digits, hyphens");
        await Assertions.Expect(visitor.Page.GetByText("Nothing was made yet.")).ToBeVisibleAsync();
        await visitor.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(name);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make the code" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("Say what the code takes off").First).ToBeVisibleAsync();
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task A_buyer_sees_at_once_what_a_code_takes_off_and_pays_that()
    {
        var code = await browser.App.CodeAsync(new { percent_off = 20, duration = "once" });
        await using var visitor = await browser.VisitAsync();
        var team = await BuyerAsync(visitor);
        await visitor.GoToAsync($"/teams/{team.Id}/plan");
        var field = visitor.Page.GetByRole(AriaRole.Textbox, new() { Name = "Discount code" });

        await field.FillAsync("NOSUCHCODE");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("There is no such discount code.")).ToBeVisibleAsync();
        await field.FillAsync(code.ToLowerInvariant());
        await field.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm and pay $8.32" }).First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText($"{code}, 20 % off")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the code" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm and pay $10.40" }).First).ToBeVisibleAsync();
        await field.FillAsync(code);
        await field.PressAsync("Enter");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm and pay $8.32" }).First.ClickAsync();

        await Assertions.Expect(visitor.Page.GetByText("$8.32").First).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("You are on Starter").First).ToBeVisibleAsync();
        (await browser.App.ChargedAsync(team)).ShouldBe([8_32]);
        visitor.ShouldHaveSeenNoFault();
    }

    [Fact]
    public async Task The_pages_fit_every_screen()
    {
        var code = await browser.App.CodeAsync(new { percent_off = 20, duration = "repeating", duration_in_months = 3, max_redemptions = 500 });
        await (await browser.App.AdminAsync()).PostAsync("/standalone-teams/admin/discount-codes/batches", new { prefix = "MEETUP", count = 20, amount_off = 500, currency = "usd", duration = "once" });
        await (await browser.App.TeamAsync()).UpgradeWithAsync(code);
        foreach (var screen in Screen.All)
        {
            await using var admin = await browser.VisitAsync(screen);
            await admin.SignInAsync("admin@example.com");
            foreach (var (picture, path) in new[] { ("discount-codes", ""), ("discount-code-new", "/new"), ("discount-codes-bulk", "/new?many=true") })
            {
                await admin.GoToAsync($"/admin/discount-codes{path}");
                await admin.ShouldFitTheScreenAsync();
                await admin.ScreenshotAsync(picture);
            }
            admin.ShouldHaveSeenNoFault();

            await using var buyer = await browser.VisitAsync(screen);
            var team = await BuyerAsync(buyer);
            await buyer.GoToAsync($"/teams/{team.Id}/plan");
            await buyer.Page.GetByRole(AriaRole.Textbox, new() { Name = "Discount code" }).FillAsync(code);
            await buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
            await Assertions.Expect(buyer.Page.GetByRole(AriaRole.Button, new() { Name = "Remove the code" })).ToBeVisibleAsync();
            await buyer.ShouldFitTheScreenAsync();
            await buyer.ScreenshotAsync("plan-with-code");
            buyer.ShouldHaveSeenNoFault();
        }
    }

    [Fact]
    public async Task A_customer_is_not_shown_the_codes()
    {
        var code = await browser.App.CodeAsync(new { percent_off = 5, duration = "once" });
        await using var visitor = await browser.VisitAsync();
        await visitor.RegisterAsync($"{Guid.NewGuid():N}@example.com");
        await visitor.GoToAsync("/admin/discount-codes");

        (await visitor.Page.InnerTextAsync("main")).ShouldNotContain(code);
        (await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Discount codes" }).CountAsync()).ShouldBe(0);
    }

    /// <summary>Somebody who owns a team with a card on file, in front of the browser.</summary>
    private async Task<TestTeam> BuyerAsync(Visitor visitor)
    {
        var team = await browser.App.TeamAsync("Buying");
        (await team.Owner.PostAsync($"/standalone-teams/{team.Id}/payment-methods", new { payment_method = "pm_card_visa" })).Ok();
        await visitor.SignInAsync(team.Owner.Email);
        return team;
    }
}
