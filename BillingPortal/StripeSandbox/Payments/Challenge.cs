using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Payments;

/// <summary>The address of the page on which the holder of a card authenticates, as a bank's page would.</summary>
public static class Challenge
{
    public static Uri For(Call call, string intentId, string? returnUrl) => At(call.Store, intentId, returnUrl);

    public static Uri At(Store store, string intentId, string? returnUrl) =>
        new(store.Address, $"/c/challenge/{intentId}" + (returnUrl is null ? "" : $"?return_url={Uri.EscapeDataString(returnUrl)}"));
}
