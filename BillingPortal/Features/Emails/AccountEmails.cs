using System.Net;
using System.Security.Cryptography;
using System.Text;
using BillingPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Emails;

/// <summary>Identity's own emails, put into our outbox.</summary>
public sealed class AccountEmails(EmailOutbox outbox, PortalLinks links, IDbContextFactory<BillingDbContext> contexts) : IEmailSender<IdentityUser>
{
    public Task SendConfirmationLinkAsync(IdentityUser user, string email, string confirmationLink) => QueueAsync(
        email, "Confirm your email address", confirmationLink, body => body
            .Paragraph("Somebody, we think you, registered this address with BillingPortal. Please confirm that it is yours.")
            .Button("Confirm this address", Link(confirmationLink))
            .Note("If it was not you, do nothing: without the confirmation nobody can act under this address."));

    public Task SendPasswordResetLinkAsync(IdentityUser user, string email, string resetLink) => QueueAsync(
        email, "Choose a new password", resetLink, body => body
            .Paragraph("You asked for a new password.")
            .Button("Choose a new password", Link(resetLink))
            .Note("The link works once. If you did not ask for it, do nothing: your password stays as it is."));

    public Task SendPasswordResetCodeAsync(IdentityUser user, string email, string resetCode) => QueueAsync(
        email, "Your code for a new password", resetCode, body => body
            .Paragraph("You asked for a new password. This is the code to choose it with:")
            .Code(WebUtility.HtmlDecode(resetCode))
            .Note("The code works once. If you did not ask for it, do nothing: your password stays as it is."));

    // Identity hands links over encoded for HTML, which our layout does by itself, and with the host of the request, which its sender could choose.
    private Uri Link(string encoded)
    {
        var link = WebUtility.HtmlDecode(encoded);
        return links.To(link.StartsWith('/') ? link : new Uri(link).PathAndQuery);
    }

    private async Task QueueAsync(string to, string subject, string secret, Func<EmailBody, EmailBody> body)
    {
        var key = "account:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{to}\n{secret}")));
        await using var db = await contexts.CreateDbContextAsync();
        await outbox.QueueAsync(db, new(to, EmailKind.Account, subject, body(new(subject)), key));
        await db.SaveChangesAsync();
    }
}
