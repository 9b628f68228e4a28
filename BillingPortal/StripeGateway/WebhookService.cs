using System.Text;
using BillingPortal.Shared;
using Stripe;

namespace BillingPortal.StripeGateway;

/// <summary>Receives Stripe's events. What it answers is what Stripe goes by: anything but success is delivered again later.</summary>
public sealed class WebhookService(LiveSecrets secrets, Inbox inbox, TimeProvider system, ILogger<WebhookService> log)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Verifies an event and stores it. When this succeeds the event is durable.</summary>
    public async Task<Result<Done>> ReceiveAsync(byte[] body, string? signature, CancellationToken ct = default)
    {
        if (string.IsNullOrEmpty(signature)) return Refused("The Stripe-Signature header is missing.");
        if (TextOf(body) is not { } json) return NotAnEvent();
        if (await FaultAsync(json, signature, ct) is { } fault) return Refused(fault);
        if (EventEnvelope.Read(json) is not { } envelope) return NotAnEvent();

        await inbox.TakeInAsync(envelope, json, ct);
        return Done.It;
    }

    /// <summary>What is wrong with the signature, or null.</summary>
    private async Task<string?> FaultAsync(string json, string signature, CancellationToken ct)
    {
        if (Fault(json, signature, await secrets.ReadAsync(ct)) is not { } fault) return null;
        return await secrets.ReadAgainAsync(ct) is { } others ? Fault(json, signature, others) : fault;
    }

    private string? Fault(string json, string signature, IReadOnlyList<string> live)
    {
        var fault = "There is no webhook secret to check it with.";
        foreach (var secret in live)
        {
            try
            {
                EventUtility.ValidateSignature(json, signature, secret, EventUtility.DefaultTimeTolerance, system.GetUtcNow().ToUnixTimeSeconds());
                return null;
            }
            catch (StripeException exception)
            {
                fault = exception.Message;
            }
        }
        return fault;
    }

    private Problem Refused(string fault)
    {
        log.LogWarning("An event was refused: {Fault}", fault);
        return new(ProblemKind.Invalid, "invalid_signature", fault);
    }

    private static Problem NotAnEvent() => new(ProblemKind.Invalid, "invalid_request", "The body is not a Stripe event.");

    private static string? TextOf(byte[] body)
    {
        try
        {
            return StrictUtf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
