using BillingPortal.Features.Accounts;
using BillingPortal.Features.Emails;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>The email that brings an invoice.</summary>
internal static class InvoiceMail
{
    /// <param name="invoice">As it was just issued.</param>
    /// <param name="account">Who pays.</param>
    /// <param name="links">Makes links absolute.</param>
    /// <param name="link">The link that it brings.</param>
    /// <param name="token">Of the invoice's link. It is in no log: only its hash is stored.</param>
    /// <param name="again">How many times it was sent before; null for the first time.</param>
    public static Email Of(Invoice invoice, Account account, PortalLinks links, InvoiceLink link, string token, int? again = null)
    {
        var isPaid = invoice.Status == InvoiceStatus.Paid;
        var body = new EmailBody($"Invoice {invoice.Number}")
            .Paragraph(isPaid ? $"Thank you. {invoice.Due} for {account.Name} is paid." : $"This is the invoice for {account.Name}. We collect {invoice.Due} from the card on file; there is nothing to do.")
            .Table([
                .. invoice.Reason == InvoiceReason.OneOff ? Array.Empty<(string, string)>() : [("Period", $"{invoice.PeriodStart:d MMM yyyy} – {invoice.PeriodEnd:d MMM yyyy}")],
                ("Tax", new Money(invoice.TaxTotal, invoice.Currency).ToString()),
                (isPaid ? "Paid" : "Amount due", invoice.Due.ToString()),
            ])
            .Button("Download the invoice (PDF)", links.To($"/billing-engine/invoices/{invoice.Id}/pdf?token={token}"))
            .Note($"The link works for {InvoiceLink.Lives.Days} days without signing in.")
            .Sight(links.To($"/billing-engine/mail/{link.SightId:N}.gif"));
        return new(account.BillingEmail, isPaid ? EmailKind.Receipt : EmailKind.Invoice, $"Invoice {invoice.Number}: {invoice.Due}{(isPaid ? " paid" : "")}", body, again is null ? KeyOf(invoice.Id) : $"{KeyOf(invoice.Id)}:{again}");
    }

    /// <summary>Under which the outbox knows it.</summary>
    /// <summary>Of every mail that there can be of an invoice that was sent so often. Whole keys find their mails by the index, as the beginning of one does not on every database.</summary>
    public static IReadOnlyList<string> KeysOf(Guid invoiceId, int sent) => [KeyOf(invoiceId), .. Enumerable.Range(0, sent + 1).Select(again => $"{KeyOf(invoiceId)}:{again}")];

    public static string KeyOf(Guid invoiceId) => $"invoice:{invoiceId:N}";
}
