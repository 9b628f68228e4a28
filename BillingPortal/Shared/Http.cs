using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BillingPortal.Shared;

/// <summary>A service's answer as HTTP: the value as JSON, or the problem as RFC 9457 problem details.</summary>
public static class Http
{
    public static async Task<IResult> ToHttp<T>(this Task<Result<T>> answer) => (await answer).ToHttp();

    public static async Task<IResult> ToHttp<T>(this Task<Result<T>> answer, Func<T, IResult> success) => (await answer).ToHttp(success);

    public static IResult ToHttp<T>(this Result<T> result) => result.ToHttp(value => value is Done ? TypedResults.NoContent() : TypedResults.Ok(value));

    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> success) => result.Is(out var value, out var problem) ? success(value) : problem.ToHttp();

    public static ProblemHttpResult ToHttp(this Problem problem)
    {
        var details = new ProblemDetails { Status = StatusOf(problem.Kind), Detail = problem.Detail };
        details.Extensions["code"] = problem.Code;
        if (problem.Errors.Count > 0) details.Extensions["errors"] = problem.Errors;
        if (problem.DeclineCode is { } declined) details.Extensions["decline_code"] = declined;
        return TypedResults.Problem(details);
    }

    private static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => StatusCodes.Status400BadRequest,
        ProblemKind.Declined => StatusCodes.Status402PaymentRequired,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Gone => StatusCodes.Status410Gone,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
