using BillingPortal.Features.Emails;

namespace BillingPortal.Features.Invoicing;

/// <summary>Where an invoice is paid: its own page, for whoever may sign in to it.</summary>
public sealed class PayLinks(PortalLinks links)
{
    /// <returns>Null where nothing was left to pay when it was issued.</returns>
    public Uri? Of(Invoice invoice) => invoice.AmountDue > 0 && !(invoice.PaidAt <= invoice.IssuedAt) ? links.To($"/teams/{invoice.TeamId}/invoices/{invoice.Id}") : null;
}
