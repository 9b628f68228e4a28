namespace BillingPortal.Features.Emails;

/// <summary>An email to be queued. Two with the same <see cref="DedupeKey"/> are one and the same: the second is not sent.</summary>
public sealed record Email(string To, EmailKind Kind, string Subject, EmailBody Body, string DedupeKey);
