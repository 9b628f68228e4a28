using BillingPortal.Tests.Testing;
using Microsoft.Playwright;

namespace BillingPortal.Tests.Browser;

[Collection(nameof(Browser))]
public sealed class MailTests(BrowserFixture browser)
{
    [Fact]
    public async Task In_Development_the_mail_of_the_portal_is_read_on_a_page()
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        using var registered = await browser.App.SignedInAsync(email);
        await using var visitor = await browser.VisitAsync();

        await visitor.GoToAsync("/dev/mail");
        await visitor.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = email }).GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(visitor.Page.FrameLocator("iframe").GetByRole(AriaRole.Heading, new() { Name = "Confirm your email address" })).ToBeVisibleAsync();
        visitor.ShouldHaveSeenNoFault();
    }
}
