using System.Net;
using System.Net.Mail;
using BillingPortal.Shared;

namespace BillingPortal.Features.Emails;

public sealed class SmtpTransport(EmailOptions options) : IEmailTransport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var mime = MimeMessage.Of(message, options.From!);
            using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.StartTls };
            if (options.User is { Length: > 0 }) client.Credentials = new NetworkCredential(options.User, options.Password);
            await client.SendMailAsync(mime, patience.Token);
            return Done.It;
        }
        catch (FormatException)
        {
            return Problem.Invalid("to", "The recipient's address is not an email address.");
        }
        catch (SmtpException refusal) when (IsForGood(refusal.StatusCode))
        {
            return Problem.Invalid("to", refusal.Message);
        }
        catch (SmtpException failure)
        {
            return Problem.Unavailable($"{failure.StatusCode}: {failure.InnerException?.Message ?? failure.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Problem.Unavailable($"{options.Host} did not answer in time.");
        }
    }

    // 550, 551 and 553 speak of the mailbox. Other 5xx are about this server or this moment: a wrong password must not lose mail.
    private static bool IsForGood(SmtpStatusCode status) =>
        status is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.MailboxNameNotAllowed;
}
