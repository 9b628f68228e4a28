using BillingPortal.Shared;
using Stripe;

namespace BillingPortal.StripeGateway;

/// <summary>The one place where Stripe's exceptions become problems.</summary>
public sealed class StripeCalls(ILogger<StripeCalls> log)
{
    /// <summary>Stripe's answer, or the problem that kept it from coming. Cancellation by the caller stays an exception.</summary>
    public async Task<Result<T>> TryAsync<T>(Func<Task<T>> call, CancellationToken ct = default)
    {
        try
        {
            return Result<T>.Of(await call());
        }
        catch (StripeException failure)
        {
            Note(failure);
            return StripeFailure.ToProblem(failure);
        }
        catch (HttpRequestException failure)
        {
            log.LogWarning("Stripe cannot be reached: {Reason}", failure.Message);
            return StripeFailure.Unreachable;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            log.LogWarning("Stripe did not answer in time.");
            return StripeFailure.Unreachable;
        }
    }

    private void Note(StripeException failure)
    {
        var level = StripeFailure.IsRefusedCard(failure) ? LogLevel.Information : StripeFailure.IsOutage(failure) ? LogLevel.Warning : LogLevel.Error;
        log.Log(level, "Stripe answered {Status} {Code} to {Request}: {Message}",
            (int)failure.HttpStatusCode, failure.StripeError?.Code, failure.StripeResponse?.RequestId, failure.Message);
    }
}
