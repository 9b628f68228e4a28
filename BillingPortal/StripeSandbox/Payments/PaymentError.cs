using System.Text.Json.Nodes;
using BillingPortal.StripeSandbox.Customers;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>The last failure of an intent, kept on it.</summary>
public sealed class PaymentError
{
    public string? AdviceCode { get; set; }
    public string? Charge { get; set; }
    public string Code { get; set; } = "";
    public string? DeclineCode { get; set; }
    public string DocUrl => $"https://stripe.com/docs/error-codes/{Code.Replace('_', '-')}";
    public string Message { get; set; } = "";
    public JsonObject? PaymentMethod { get; set; }
    public string Type => "card_error";

    public static PaymentError From(Decline decline, PaymentMethod method, string? charge) => new()
    {
        AdviceCode = decline.Advice,
        Charge = charge,
        Code = decline.Code,
        DeclineCode = decline.DeclineCode,
        Message = decline.Message,
        PaymentMethod = Rendering.Node(method),
    };
}

/// <summary>Where the holder of a card has to go to authenticate.</summary>
public sealed class NextAction
{
    public RedirectToUrl? RedirectToUrl { get; set; }
    public string Type { get; set; } = "redirect_to_url";

    public static NextAction To(Uri? address) => new() { RedirectToUrl = new() { Url = address?.ToString() } };
}

public sealed class RedirectToUrl
{
    public string? ReturnUrl { get; set; }
    public string? Url { get; set; }
}
