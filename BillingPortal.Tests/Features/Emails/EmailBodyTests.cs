using BillingPortal.Features.Emails;

namespace BillingPortal.Tests.Features.Emails;

public sealed class EmailBodyTests
{
    private static EmailBody Invoice => new EmailBody("Invoice BP-0007")
        .Paragraph("Thank you, Meyer & Söhne <GmbH>.")
        .Table(("Subtotal", "$10.00"), ("Tax", "$0.89"))
        .Button("Open the invoice", new("https://billing.example.com/invoices/7?token=a&b=c"));

    [Fact]
    public void What_people_typed_cannot_become_markup() => Invoice.ToHtml().ShouldContain("Meyer &amp; S&#246;hne &lt;GmbH&gt;");

    [Fact]
    public void The_link_survives_the_encoding() => Invoice.ToHtml().ShouldContain("href=\"https://billing.example.com/invoices/7?token=a&amp;b=c\"");

    [Fact]
    public void The_plain_text_says_the_same() =>
        Invoice.ToText().ShouldBe("Invoice BP-0007\n\nThank you, Meyer & Söhne <GmbH>.\n\nSubtotal: $10.00\nTax: $0.89\n\nOpen the invoice: https://billing.example.com/invoices/7?token=a&b=c\n\n-- \nBillingPortal\n");
}
