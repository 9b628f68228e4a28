using System.Net;
using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using Microsoft.Extensions.Logging.Abstractions;
using Stripe;

namespace BillingPortal.Tests.StripeGateway;

public sealed class StripeFailureTests
{
    private readonly StripeCalls calls = new(NullLogger<StripeCalls>.Instance);

    [Fact]
    public async Task A_refused_card_is_declined_with_the_banks_reason()
    {
        var problem = await FailAsync(402, "card_error", "card_declined", "insufficient_funds", "Your card has insufficient funds.");

        problem.Kind.ShouldBe(ProblemKind.Declined);
        problem.Code.ShouldBe("payment_declined");
        problem.DeclineCode.ShouldBe("insufficient_funds");
        problem.Detail.ShouldBe("Your card has insufficient funds.");
    }

    [Theory]
    [InlineData("card_error", "expired_card", null, "expired_card")]
    [InlineData("card_error", "authentication_required", "authentication_required", "authentication_required")]
    [InlineData("invalid_request_error", "invoice_payment_intent_requires_action", null, "invoice_payment_intent_requires_action")]
    public async Task Where_the_bank_gives_no_reason_Stripes_code_is_the_reason(string type, string code, string? declineCode, string expected)
    {
        var problem = await FailAsync(402, type, code, declineCode, "No.");

        (problem.Kind, problem.DeclineCode).ShouldBe((ProblemKind.Declined, expected));
    }

    [Theory]
    [InlineData("stolen_card")]
    [InlineData("lost_card")]
    [InlineData("fraudulent")]
    public async Task Who_pays_with_a_stolen_card_reads_only_that_it_was_declined(string declineCode)
    {
        var problem = await FailAsync(402, "card_error", "card_declined", declineCode, "Your card was reported stolen.");

        problem.Detail.ShouldBe("Your card was declined.");
        problem.DeclineCode.ShouldBe(declineCode);
    }

    [Theory]
    [InlineData(409, "idempotency_key_in_use")]
    [InlineData(429, "lock_timeout")]
    [InlineData(500, null)]
    [InlineData(503, null)]
    public async Task Stripes_outages_and_limits_mean_try_again(int status, string? code)
    {
        var problem = await FailAsync(status, "api_error", code, null, "Oops.");

        (problem.Kind, problem.Code).ShouldBe((ProblemKind.Unavailable, "unavailable"));
    }

    [Fact]
    public async Task A_connection_that_fails_and_an_answer_that_never_comes_mean_try_again()
    {
        (await calls.TryAsync<int>(() => throw new HttpRequestException("Refused."))).Problem!.Code.ShouldBe("unavailable");
        (await calls.TryAsync<int>(() => throw new TaskCanceledException("Timeout."))).Problem!.Code.ShouldBe("unavailable");
    }

    [Fact]
    public async Task What_the_portal_asked_wrongly_keeps_Stripes_code_for_the_caller()
    {
        var problem = await FailAsync(404, "invalid_request_error", "resource_missing", null, "No such invoice: 'in_1'");

        (problem.Kind, problem.Code).ShouldBe((ProblemKind.Unavailable, "resource_missing"));
        problem.Detail.ShouldNotContain("in_1");
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_not_told_that_Stripe_failed()
    {
        using var patience = new CancellationTokenSource();
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => calls.TryAsync(() => Task.FromCanceled<int>(patience.Token), patience.Token));
    }

    [Fact]
    public async Task An_answer_is_passed_on()
    {
        (await calls.TryAsync(() => Task.FromResult(7))).Value.ShouldBe(7);
    }

    private async Task<Problem> FailAsync(int status, string type, string? code, string? declineCode, string message)
    {
        var error = new StripeError { Type = type, Code = code, DeclineCode = declineCode, Message = message };
        var result = await calls.TryAsync<int>(() => throw new StripeException((HttpStatusCode)status, error, message));
        return result.Problem.ShouldNotBeNull();
    }
}
