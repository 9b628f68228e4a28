using BillingPortal.Shared;

namespace BillingPortal.Features.Emails;

/// <summary>Carries an email out of the portal. <see cref="ProblemKind.Invalid"/> means that trying again is useless.</summary>
public interface IEmailTransport
{
    Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken ct);
}
