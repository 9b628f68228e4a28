using BillingPortal.Features.Invoicing.Pdf;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

public sealed class TypesetterTests
{
    private static readonly Typesetter Typesetter = new(new([]));

    private static double Width(string text, TextStyle style) => Typesetter.Set(text, style).Width;

    [Fact]
    public void Figures_in_columns_are_equally_wide_and_those_in_text_are_not()
    {
        Width("111,111", InvoiceStyle.Figure).ShouldBe(Width("888,888", InvoiceStyle.Figure));
        Width("111,111", InvoiceStyle.Body).ShouldBeLessThan(Width("888,888", InvoiceStyle.Body));
    }

    [Fact]
    public void Letters_that_lean_towards_each_other_stand_nearer() =>
        Width("AV", InvoiceStyle.Body).ShouldBeLessThan(Width("A", InvoiceStyle.Body) + Width("V", InvoiceStyle.Body) - 0.3);

    [Fact]
    public void A_line_ends_where_a_word_does_and_not_wider_than_its_column()
    {
        var text = Typesetter.Set("API calls above 250,000 of the Starter plan", InvoiceStyle.Body, 80);

        text.LineCount.ShouldBe(3);
        text.Width.ShouldBeLessThanOrEqualTo(80);
        string.Concat(text.GlyphsOf(1).ToArray().Select(glyph => (char)glyph.Character)).ShouldBe("API calls above ");
    }

    [Fact]
    public void Line_ends_that_were_typed_are_kept() => Typesetter.Set("one\r\ntwo\nthree", InvoiceStyle.Body).LineCount.ShouldBe(3);

    [Fact]
    public void What_does_not_fit_ends_in_an_ellipsis_inside_the_column()
    {
        var text = Typesetter.Fit("A very long name 🚀🚀🚀 that does not end soon", InvoiceStyle.Body, 90, lines: 1);

        text.LineCount.ShouldBe(1);
        text.Width.ShouldBeLessThanOrEqualTo(90);
        text.GlyphsOf(1)[^1].Character.ShouldBe('…');
        text.GlyphsOf(1).ToArray().ShouldNotContain(glyph => glyph.Character == 0xFFFD);
    }
}
