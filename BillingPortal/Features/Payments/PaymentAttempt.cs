namespace BillingPortal.Features.Payments;

public enum AttemptStatus
{
    /// <summary>Sent, or about to be: nobody knows yet whether money moved. No other attempt may start meanwhile.</summary>
    Undecided,
    Succeeded,
    Failed,
}

/// <summary>One try to collect one invoice. The row is written before the call, so that a crash can never hide a charge.</summary>
public sealed class PaymentAttempt
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required Guid InvoiceId { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>From 1; part of the idempotency key, so that the same try is never made twice.</summary>
    public required int Number { get; init; }

    public required DateTime StartedAt { get; init; }

    public AttemptStatus Status { get; private set; }

    /// <summary>The invoice while undecided, else null: a unique index allows one undecided attempt per invoice.</summary>
    public Guid? UndecidedFor { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public string? DeclineCode { get; private set; }

    public string? Message { get; private set; }

    public long Version { get; private set; }

    public string IdempotencyKey => $"inv:{InvoiceId:N}:pay:{Number}";

    public static PaymentAttempt Start(Guid invoiceId, Guid accountId, int number, DateTime now) =>
        new() { InvoiceId = invoiceId, AccountId = accountId, Number = number, StartedAt = now, UndecidedFor = invoiceId };

    public void Succeed(DateTime now) => Decide(AttemptStatus.Succeeded, now);

    public void Fail(string? declineCode, string message, DateTime now)
    {
        Decide(AttemptStatus.Failed, now);
        (DeclineCode, Message) = (declineCode, message.Length > 300 ? message[..300] : message);
    }

    private void Decide(AttemptStatus status, DateTime now)
    {
        if (Status != AttemptStatus.Undecided) throw new InvalidOperationException($"Attempt {Number} of invoice {InvoiceId} is decided already.");
        (Status, DecidedAt, UndecidedFor) = (status, now, null);
    }
}
