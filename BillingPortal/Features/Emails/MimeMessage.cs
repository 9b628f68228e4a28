using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace BillingPortal.Features.Emails;

/// <summary>An outbox email as .NET's mail client wants it.</summary>
internal static class MimeMessage
{
    /// <exception cref="FormatException">The address is not one.</exception>
    public static MailMessage Of(EmailMessage message, string from)
    {
        var mime = new MailMessage { From = new(from, "BillingPortal"), Subject = message.Subject, SubjectEncoding = Encoding.UTF8 };
        mime.To.Add(new MailAddress(message.To));
        // The same identity on every attempt: whoever gets the email twice can tell that it is one.
        mime.Headers.Add("Message-ID", $"<{message.Id:N}@{new MailAddress(from).Host}>");
        mime.Headers.Add("Auto-Submitted", "auto-generated");
        mime.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(message.Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        mime.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(message.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return mime;
    }
}
