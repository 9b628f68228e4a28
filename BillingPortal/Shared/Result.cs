using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace BillingPortal.Shared;

public enum ProblemKind
{
    Invalid,
    Forbidden,
    NotFound,
    Conflict,
    Declined,
    Unavailable,
    Gone,
}

/// <summary>Why something was refused: a sentence for a person and a code for a machine. Nothing was changed.</summary>
public sealed record Problem(ProblemKind Kind, string Code, string Detail)
{
    /// <summary>Messages by input field, in the names of the REST API (snake_case).</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();

    /// <summary>The bank's reason, where there is one.</summary>
    public string? DeclineCode { get; init; }

    public static Problem Forbidden(string detail = "You do not have the right to do this.") => new(ProblemKind.Forbidden, "forbidden", detail);

    public static Problem NotFound(string what) => new(ProblemKind.NotFound, "not_found", $"There is no such {what}.");

    public static Problem Conflict(string detail, string code = "conflict") => new(ProblemKind.Conflict, code, detail);

    public static Problem Declined(string detail, string? declineCode) => new(ProblemKind.Declined, "payment_declined", detail) { DeclineCode = declineCode };

    public static Problem Unavailable(string detail) => new(ProblemKind.Unavailable, "unavailable", detail);

    public static Problem Gone(string detail) => new(ProblemKind.Gone, "gone", detail);

    public static Problem Invalid(string field, string detail, string code = "invalid_request") =>
        new(ProblemKind.Invalid, code, detail) { Errors = new Dictionary<string, string[]> { [field] = [detail] } };

    /// <summary>What the DataAnnotations of an input record have to say against it, or null.</summary>
    public static Problem? In(object input)
    {
        var faults = new List<ValidationResult>();
        if (Validator.TryValidateObject(input, new(input), faults, validateAllProperties: true)) return null;

        var errors = faults
            .SelectMany(fault => fault.MemberNames.DefaultIfEmpty("").Select(member => (Field: Snake(member), Message: fault.ErrorMessage ?? "The value is not valid.")))
            .GroupBy(fault => fault.Field)
            .ToDictionary(group => group.Key, group => group.Select(fault => fault.Message).ToArray());
        return new(ProblemKind.Invalid, "invalid_request", errors.Values.First()[0]) { Errors = errors };
    }

    private static string Snake(string member) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}

/// <summary>What a service answers: a value, or the problem that kept it from one.</summary>
public readonly record struct Result<T>
{
    private Result(T? value, Problem? problem) => (Value, Problem) = (value, problem);

    public T? Value { get; }

    public Problem? Problem { get; }

    /// <summary>For values whose static type is an interface, which C# does not convert by itself.</summary>
    public static Result<T> Of(T value) => new(value, null);

    /// <summary>True with the value, or false with the problem.</summary>
    public bool Is([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Problem? problem)
    {
        (value, problem) = (Value, Problem);
        return problem is null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}

/// <summary>The value of a result that carries none.</summary>
public readonly record struct Done
{
    public static readonly Done It;
}
