using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing.Pdf;

/// <summary>The upper part of the first page: mark, title, state, and who bills whom for what time.</summary>
internal static class InvoiceHead
{
    private const double Gap = 20, PartyWidth = 168, DetailsWidth = InvoiceSheet.Width - 2 * (PartyWidth + Gap);

    private const int MostLines = 4;
    private static readonly double BelowLabel = InvoiceStyle.Label.LineHeight + 1;

    public static void Draw(InvoiceSheet sheet, PrintedInvoice invoice)
    {
        sheet.DrawBrand();
        sheet.Y += 30;
        DrawTitle(sheet, invoice);
        sheet.Y += 20;
        DrawParties(sheet, invoice);
        sheet.Y += 26;
    }

    private static void DrawTitle(InvoiceSheet sheet, PrintedInvoice invoice)
    {
        var title = sheet.Fit($"{invoice.Title} {invoice.Number}", InvoiceStyle.Heading, InvoiceSheet.Width - 60, 2);
        sheet.Text("H1", sheet.Root, title, InvoiceSheet.Left, sheet.Y);
        if (invoice.Payment is not null) DrawBadge(sheet, "Paid", InvoiceSheet.Left + title.Width + 12, sheet.Y + 5);
        sheet.Y += title.Height + 3;
        sheet.Text("P", sheet.Root, sheet.Fit(State(invoice), InvoiceStyle.Quiet, InvoiceSheet.Width), InvoiceSheet.Left, sheet.Y);
        sheet.Y += InvoiceStyle.Body.LineHeight;
    }

    private static string State(PrintedInvoice invoice)
    {
        var issued = $"Issued {DateWords.Day(DateOnly.FromDateTime(invoice.IssuedAt))}";
        return invoice.Payment switch
        {
            { Method: { } method } paid => $"{issued} · paid {DateWords.Day(paid.On)} with {method}",
            { } paid => $"{issued} · paid {DateWords.Day(paid.On)}",
            null when invoice.DueOn is { } due => $"{issued} · due {DateWords.Day(due)}",
            null => issued,
        };
    }

    private static void DrawBadge(InvoiceSheet sheet, string word, double x, double y)
    {
        var text = sheet.Set(word, InvoiceStyle.Badge);
        sheet.Page.BeginArtifact();
        sheet.Page.RoundedBox(x, y, text.Width + 16, 16, 8, InvoiceStyle.GoodSoft);
        text.Draw(sheet.Page, x + 8, y + 2);
        sheet.Page.End();
    }

    private static void DrawParties(InvoiceSheet sheet, PrintedInvoice invoice)
    {
        var (seller, buyer, top) = (invoice.Seller, invoice.Buyer, sheet.Y);
        var from = DrawParty(sheet, "From", seller.Name, [.. seller.AddressLines, .. seller.Registrations], InvoiceSheet.Left, top);
        var to = DrawParty(sheet, "To", buyer.Name, [.. buyer.AddressLines, .. buyer.TaxIds], InvoiceSheet.Left + PartyWidth + Gap, top);
        var details = DrawDetails(sheet, invoice, InvoiceSheet.Right - DetailsWidth, top);
        sheet.Y = Math.Max(from, Math.Max(to, details));
    }

    private static double DrawParty(InvoiceSheet sheet, string role, string name, IEnumerable<string> lines, double x, double y)
    {
        var section = sheet.Tag("Sect", sheet.Root);
        sheet.Text("P", section, sheet.Set(role, InvoiceStyle.Label), x, y);
        y += BelowLabel;
        foreach (var (text, style) in lines.Select(line => (line, InvoiceStyle.Body)).Prepend((name, InvoiceStyle.Name)))
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var block = sheet.Fit(text, style, PartyWidth, MostLines);
            sheet.Text("P", section, block, x, y);
            y += block.Height;
        }
        return y;
    }

    private static double DrawDetails(InvoiceSheet sheet, PrintedInvoice invoice, double x, double y)
    {
        var section = sheet.Tag("Sect", sheet.Root);
        foreach (var (label, value) in Details(invoice))
        {
            if (string.IsNullOrWhiteSpace(value)) continue;
            var block = sheet.Fit(value, InvoiceStyle.Body, DetailsWidth, MostLines);
            sheet.Text("P", section, sheet.Set(label, InvoiceStyle.Label), x, y);
            sheet.Text("P", section, block, x, y + BelowLabel);
            y += BelowLabel + block.Height + 6;
        }
        return y - 6;
    }

    private static IEnumerable<(string Label, string? Value)> Details(PrintedInvoice invoice) =>
    [
        ("Billing period", invoice.Period is { } period ? DateWords.Days(period) : null),
        ("Purchase order", invoice.PurchaseOrder),
        ("Corrects invoice", invoice.Corrects),
        ("Currency", invoice.AmountDue.Currency.Code),
    ];
}
