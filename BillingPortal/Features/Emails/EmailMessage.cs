namespace BillingPortal.Features.Emails;

public enum EmailKind
{
    Invitation,
    Receipt,
    Invoice,
    Dunning,
    Nonprofit,
    Alert,
    Account,
}

public enum EmailStatus
{
    Queued,
    Sending,
    Sent,
    Failed,
}

/// <summary>One email in the outbox. It is queued with the change that it tells of and sent later, once for each dedupe key.</summary>
public sealed class EmailMessage
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
        TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string To { get; init; }

    public required string Subject { get; init; }

    public required EmailKind Kind { get; init; }

    public required string Html { get; init; }

    public required string Text { get; init; }

    public required string DedupeKey { get; init; }

    public required DateTime QueuedAt { get; init; }

    public EmailStatus Status { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>On the billing clock; null once it is sent or given up.</summary>
    public DateTime? NextAttemptAt { get; private set; }

    /// <summary>On the system's clock: until then a sender that has claimed it may be at work.</summary>
    public DateTime? LeasedUntil { get; private set; }

    public DateTime? SentAt { get; private set; }

    public string? LastError { get; private set; }

    public long Version { get; private set; }

    public static EmailMessage Of(Email email, DateTime now) => new()
    {
        To = email.To, Subject = OneLine(email.Subject), Kind = email.Kind, Html = email.Body.ToHtml(), Text = email.Body.ToText(),
        DedupeKey = email.DedupeKey, QueuedAt = now, NextAttemptAt = now,
    };

    public void Sent(DateTime now)
    {
        (Status, SentAt, LastError) = (EmailStatus.Sent, now, null);
        (NextAttemptAt, LeasedUntil) = (null, null);
    }

    /// <summary>Waits longer after each failure and gives up after the last wait, or at once where the address itself was refused.</summary>
    public void Failed(string error, bool forGood, DateTime now)
    {
        var again = !forGood && Attempts <= Waits.Length;
        (Status, LastError, LeasedUntil) = (again ? EmailStatus.Queued : EmailStatus.Failed, error[..Math.Min(error.Length, 500)], null);
        NextAttemptAt = again ? now + Waits[Attempts - 1] : null;
    }

    // A line break in a header would let a name that somebody typed add headers of its own.
    private static string OneLine(string subject) => string.Concat(subject.Select(letter => char.IsControl(letter) ? ' ' : letter));
}
