using System.Net.Mail;
using BillingPortal.Shared;

namespace BillingPortal.Features.Emails;

/// <summary>Writes each email as an .eml file, for whoever runs the portal without a mail server.</summary>
public sealed class PickupFolderTransport(string folder, EmailOptions options) : IEmailTransport
{
    public async Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken ct)
    {
        var drop = new DirectoryInfo(Path.Combine(folder, $".{message.Id:N}"));
        try
        {
            drop.Create();
            using var mime = MimeMessage.Of(message, options.From!);
            using var client = new SmtpClient { DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory, PickupDirectoryLocation = drop.FullName };
            await client.SendMailAsync(mime, ct);
            File.Move(drop.EnumerateFiles("*.eml").First().FullName, Path.Combine(folder, NameOf(message)), overwrite: true);
            return Done.It;
        }
        catch (FormatException)
        {
            return Problem.Invalid("to", "The recipient's address is not an email address.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SmtpException)
        {
            return Problem.Unavailable(failure.Message);
        }
        finally
        {
            if (Directory.Exists(drop.FullName)) Directory.Delete(drop.FullName, recursive: true);
        }
    }

    // Named by the message, so that one sent again after a crash replaces itself.
    private static string NameOf(EmailMessage message) => $"{message.QueuedAt:yyyyMMdd'T'HHmmss}-{message.Kind.ToString().ToLowerInvariant()}-{message.Id:N}.eml";
}
