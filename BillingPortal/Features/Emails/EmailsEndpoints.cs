namespace BillingPortal.Features.Emails;

public static class EmailsEndpoints
{
    private const int Shown = 500;

    public static void MapEmails(this RouteGroupBuilder dev) => dev
        .MapGet("/emails", async (EmailOutbox outbox, CancellationToken ct) => new
        {
            data = (await outbox.NewestAsync(Shown, ct)).Select(message => new { message.To, message.Subject, message.Kind, message.SentAt, message.Html }),
        });
}
