using System.Text;
using BillingPortal.Features.Invoicing.Pdf;
using BillingPortal.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace BillingPortal.Tests.Features.Invoicing.Pdf;

public sealed class InvoicePdfTests
{
    private static readonly InvoicePdf Printer = new();

    private static PdfProbe Print(PrintedInvoice invoice) => new(Printer.Render(invoice));

    [Fact]
    public void Every_amount_stands_on_the_page_in_the_order_in_which_it_is_computed()
    {
        var text = Print(PrintedInvoices.WithEverything()).AllText;

        var at = -1;
        foreach (var expected in (string[])
            ["Subtotal", "$36.32", "Code WELCOME10, 10 % off the plan", "−$1.00", "Promotional credit", "−$5.00", "Sales tax NY 8.875 % of $30.32", "$2.69",
                "Total", "$33.01", "Prepaid credit", "−$10.00", "Amount due", "$23.01", "Paid 29 Oct 2026", "$23.01"])
        {
            at = text.IndexOf(expected + "\n", at + 1, StringComparison.Ordinal);
            at.ShouldBeGreaterThan(-1, $"'{expected}' is missing or too early");
        }
    }

    [Fact]
    public void A_line_shows_its_period_quantity_rate_and_tax()
    {
        var text = Print(PrintedInvoices.WithEverything()).AllText;

        text.ShouldContain("API calls above 250,000\n29 Sep – 29 Oct 2026\n62,310\n$0.0004\n8.875 %\n$24.92\n");
        text.ShouldContain("29 Sep – 29 Oct 2026, highest 259\n");
    }

    [Fact]
    public void The_head_says_who_bills_whom_and_how_it_was_paid()
    {
        var text = Print(PrintedInvoices.WithEverything()).AllText;

        foreach (var expected in (string[])
            ["Invoice BP-2026-000418", "Issued 29 Oct 2026 · paid 29 Oct 2026 with Visa •••• 4242", "EIN 84-2917745", "Northwind Robotics LLC", "VAT FR40303265045", "NR-2291", "USD"])
            text.ShouldContain(expected + "\n");
    }

    [Fact]
    public void An_open_invoice_says_when_it_is_due_and_nothing_of_a_payment()
    {
        var text = Print(PrintedInvoices.WithEverything() with { Payment = null, DueOn = new(2026, 11, 12) }).AllText;

        text.ShouldContain("Issued 29 Oct 2026 · due 12 Nov 2026\n");
        text.ShouldNotContain("aid 29");
    }

    [Fact]
    public void A_credit_note_names_the_invoice_that_it_corrects()
    {
        var text = Print(PrintedInvoices.WithEverything() with { Title = "Credit note", Corrects = "BP-2026-000417", AmountDueName = "Credited" }).AllText;

        text.ShouldContain("Credit note BP-2026-000418\n");
        text.ShouldContain("Corrects invoice\nBP-2026-000417\n");
        text.ShouldContain("Credited\n$23.01\n");
    }

    [Fact]
    public void A_tax_that_is_not_charged_says_why()
    {
        var text = Print(PrintedInvoices.WithEverything() with
        {
            Taxes = [new("VAT France", 0m, Money.Usd(3032), Money.Usd(0), "reverse charge")],
            Notes = ["Reverse charge: the buyer accounts for the tax."],
        }).AllText;

        text.ShouldContain("VAT France 0 % of $30.32, reverse charge\n$0.00\n");
        text.ShouldContain("Reverse charge: the buyer accounts for the tax.\n");
    }

    [Fact]
    public void A_currency_without_cents_shows_none()
    {
        var yen = new Money(1200, new("JPY"));
        var text = Print(PrintedInvoices.WithEverything() with
        {
            Lines = [new("Starter plan", null, 1, 1200m, [10m], yen)],
            Subtotal = yen,
            Discounts = [],
            PromotionalCredits = [],
            PrepaidCredits = [],
            Taxes = [],
            Total = yen,
            AmountDue = yen,
            Payment = null,
        }).AllText;

        text.ShouldContain("Starter plan\n1\n¥1,200\n10 %\n¥1,200\n");
        text.ShouldContain("Amount due\n¥1,200\n");
        text.ShouldNotContain("1,200.");
    }

    [Fact]
    public void Five_hundred_lines_fill_pages_that_each_repeat_the_head_and_are_counted()
    {
        var pages = Print(PrintedInvoices.OfLines(500)).PageTexts();

        pages.Count.ShouldBeGreaterThan(20);
        for (var i = 0; i < pages.Count; i++)
        {
            pages[i].ShouldContain("Description\nQuantity\nRate\nTax\nAmount\n");
            pages[i].ShouldContain($"Page {i + 1} of {pages.Count}\n");
            if (i > 0) pages[i].ShouldContain("Invoice BP-2026-000418, continued\n");
        }
        for (var n = 1; n <= 500; n++) string.Concat(pages).ShouldContain($"Line number {n} of 500\n");
    }

    [Theory, InlineData(9), InlineData(10), InlineData(11), InlineData(12), InlineData(13), InlineData(14), InlineData(15)]
    public void Totals_stay_together_and_never_stand_without_a_line(int lines)
    {
        var last = Print(PrintedInvoices.OfLines(lines)).PageTexts()[^1];

        last.ShouldContain($"Line number {lines} of {lines}\n");
        last.ShouldContain("Subtotal\n");
        last.ShouldContain("Amount due\n");
    }

    [Fact]
    public void A_column_that_no_line_fills_is_left_out()
    {
        var fee = new PrintedLine("Setup, once", null, null, null, [], Money.Usd(5000));
        Print(PrintedInvoices.WithEverything() with { Lines = [fee] }).AllText.ShouldContain("Description\nAmount\nSetup, once\n$50.00\n");
    }

    [Fact]
    public void More_taxes_than_a_page_holds_go_on_over_the_next()
    {
        var taxes = Enumerable.Range(1, 90).Select(n => new PrintedTax($"Tax number {n},", 1m, Money.Usd(100), Money.Usd(1)));
        var text = Print(PrintedInvoices.WithEverything() with { Taxes = [.. taxes] }).AllText;

        for (var n = 1; n <= 90; n++) text.ShouldContain($"Tax number {n}, 1 % of $1.00\n");
        text.ShouldContain("Amount due\n");
    }

    [Fact]
    public void A_word_longer_than_its_column_is_broken_inside_and_loses_no_letter()
    {
        var word = string.Concat(Enumerable.Range(0, 60).Select(n => $"Wort{n}"));
        Print(PrintedInvoices.Of(word)).AllText.ReplaceLineEndings("").ShouldContain(word);
    }

    [Theory]
    [InlineData("Zażółć gęślą jaźń"), InlineData("Ελλάδα"), InlineData("Київ"), InlineData("Türkçe İstanbul ığş"), InlineData("Tiếng Việt"), InlineData("ქართული Հայաստան")]
    [InlineData("Rocket 🚀 and smile 😀"), InlineData("日本語"), InlineData("€ £ ¥ ₹ ₩ ₺ 1 × 2 ≥ 3")]
    public void Any_script_can_be_copied_from_the_page_even_where_only_boxes_are_drawn(string text) =>
        Print(PrintedInvoices.Of(text)).AllText.ShouldContain(text + "\n");

    /// <summary>A page holds glyphs from left to right, so that Hebrew and Arabic stand on it last letter first; what they number does not turn round.</summary>
    [Theory]
    [InlineData("חשבון 2026 שלום", "םולש 2026 ןובשח"), InlineData("Team שלום (א) Ltd", "Team (א) םולש Ltd")]
    [InlineData("عقد 12,345", "12,345 دقع"), InlineData("1 سلام", "1 مﻼس")]
    public void Hebrew_and_Arabic_run_from_right_to_left(string written, string seen) =>
        Print(PrintedInvoices.Of(written)).AllText.ShouldContain(seen + "\n");

    [Fact]
    public void Arabic_letters_join_their_neighbours()
    {
        var joined = ArabicForms.Join([.. "عدد".Select(letter => (int)letter)]).Select(letter => letter.Drawn);
        joined.ShouldBe([0xFECB, 0xFEAA, 0xFEA9]);
    }

    [Fact]
    public void An_accent_typed_apart_from_its_letter_is_joined_to_it() =>
        Print(PrintedInvoices.Of("Zażo\u0301łc\u0301")).AllText.ShouldContain("Zażółć\n");

    [Theory, InlineData("12\u00A0kg"), InlineData("12\u202Fkg")]
    public void A_space_that_holds_words_together_stays_one(string text) => Print(PrintedInvoices.Of(text)).AllText.ShouldContain(text + "\n");

    [Fact]
    public void What_only_steers_other_systems_leaves_no_mark() =>
        Print(PrintedInvoices.Of("a\u200Bb\u00ADc\uFE0F\u0007d\u3000e")).AllText.ShouldContain("abcd e\n");

    [Fact]
    public void The_same_invoice_is_the_same_file()
    {
        var first = new InvoicePdf().Render(PrintedInvoices.OfLines(40));
        Printer.Render(PrintedInvoices.OfLines(40)).ShouldBe(first);
    }

    [Fact]
    public void Many_threads_print_at_once()
    {
        var expected = Printer.Render(PrintedInvoices.OfLines(40));
        Enumerable.Range(0, 16).AsParallel().Select(_ => Printer.Render(PrintedInvoices.OfLines(40))).ShouldAllBe(file => file.SequenceEqual(expected));
    }

    [Fact]
    public void The_file_carries_title_language_structure_and_the_instant_of_issue()
    {
        var entries = string.Concat(Print(PrintedInvoices.WithEverything() with { Language = "de" }).Dictionaries);

        entries.ShouldContain("/Title" + Hex("Invoice BP-2026-000418"));
        entries.ShouldContain("/Lang" + Hex("de"));
        entries.ShouldContain("/CreationDate(D:20261029010300Z)");
        entries.ShouldContain("/Marked true");
        entries.ShouldContain("/S/TH");
    }

    [Fact]
    public void Any_text_anywhere_gives_a_file_that_can_be_read() =>
        Prop.ForAll<string, string, int>((first, second, amount) =>
        {
            var (a, b) = (first ?? "", second ?? "");
            var printed = Print(new()
            {
                Title = a, Number = b, IssuedAt = DateTime.UnixEpoch, Seller = new(a, [b, a], [b], a, b, b), Buyer = new(b, [a, b], [a]), PurchaseOrder = b, Language = a,
                Lines = [new(a, null, amount, amount, [amount], Money.Usd(amount), b), new(b, null, null, null, [], Money.Usd(-amount))],
                Subtotal = Money.Usd(amount), Discounts = [new(b, Money.Usd(amount))], Taxes = [new(a, amount, Money.Usd(1), Money.Usd(2), b)],
                Total = Money.Usd(amount), AmountDue = Money.Usd(amount), Payment = new(new(2026, 1, 1), a, Money.Usd(1)), Notes = [a, b, a + b],
            });
            return printed.PageCount >= 1 && printed.AllText.Contains("Page 1 of") && printed.Places.All(IsOnPaper);
        }).QuickCheckThrowOnFailure();

    [Theory, InlineData(5_000), InlineData(200_000)]
    public void Text_without_end_is_cut_or_flows_on_but_never_runs_off_the_page(int length)
    {
        var endless = new string('W', length);
        var invoice = PrintedInvoices.Of(endless, "after it") with { Notes = [new('n', 20_000)], Number = endless, Buyer = new(endless, [endless, endless], [endless]) };
        var printed = Print(invoice);
        var text = printed.AllText;

        printed.Places.ShouldAllBe(place => IsOnPaper(place));
        text.ShouldContain("…\n");
        text.ShouldContain("after it\n");
        text.Count(letter => letter == 'n').ShouldBeGreaterThan(20_000);
    }

    private static bool IsOnPaper((double X, double Y) place) => place is { X: >= 47 and < 560, Y: > 38 and < 800 };

    private static string Hex(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";
}
