using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>A refusal as Stripe words it. What the request changed is undone, unless the refusal itself is the outcome (a declined charge).</summary>
public sealed class StripeError(int status, string type, string message) : Exception(message)
{
    public int Status => status;
    public string Type => type;
    public string? Code { get; init; }
    public string? DeclineCode { get; init; }
    public string? Param { get; init; }
    public string? Charge { get; init; }
    public string? AdviceCode { get; init; }
    public StripeObject? PaymentIntent { get; init; }
    public StripeObject? SetupIntent { get; init; }
    public StripeObject? PaymentMethod { get; init; }

    /// <summary>The failed attempt is recorded with its events.</summary>
    public bool KeepsChanges { get; init; }

    /// <summary>The request was understood and executed: its refusal is what a repeated key gets back.</summary>
    public bool IsOutcome { get; init; }

    public static StripeError Invalid(string message, string? param = null, string? code = null) =>
        new(400, "invalid_request_error", message) { Param = param, Code = code };

    public static StripeError Missing(string param) => Invalid($"Missing required param: {param}.", param, "parameter_missing");

    /// <summary>The object named in the path does not exist.</summary>
    public static StripeError NotFound(string kind, string id) =>
        new(404, "invalid_request_error", $"No such {kind}: '{id}'") { Param = "id", Code = "resource_missing" };

    /// <summary>An object named in a parameter does not exist.</summary>
    public static StripeError NoSuch(string kind, string id, string param) =>
        Invalid($"No such {kind}: '{id}'", param, "resource_missing");

    /// <summary>Sound in itself, but not in the state that the object is in.</summary>
    public static StripeError State(string message, string? code = null, string? param = null) =>
        new(400, "invalid_request_error", message) { Code = code, Param = param, IsOutcome = true };

    public JsonObject ToJson(string requestId)
    {
        var error = new JsonObject { ["message"] = Message, ["type"] = type };
        if (Code is not null)
        {
            error["code"] = Code;
            error["doc_url"] = $"https://stripe.com/docs/error-codes/{Code.Replace('_', '-')}";
        }
        if (DeclineCode is not null) error["decline_code"] = DeclineCode;
        if (AdviceCode is not null) error["advice_code"] = AdviceCode;
        if (Param is not null) error["param"] = Param;
        if (Charge is not null) error["charge"] = Charge;
        if (PaymentIntent is not null) error["payment_intent"] = Rendering.Node(PaymentIntent);
        if (SetupIntent is not null) error["setup_intent"] = Rendering.Node(SetupIntent);
        if (PaymentMethod is not null) error["payment_method"] = Rendering.Node(PaymentMethod);
        error["request_log_url"] = $"https://dashboard.stripe.com/test/logs/{requestId}";
        return new JsonObject { ["error"] = error };
    }
}
