using System.Globalization;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <summary>What the adapters of all providers have in common.</summary>
internal static class ProviderAnswers
{
    /// <summary>"US-CO", "CA-QC", "DE": where the seller must be registered for any of the taxes of a place.</summary>
    public static string Jurisdiction(BillingProfile buyer) => buyer.Country is "US" or "CA" ? $"{buyer.Country}-{buyer.Region}" : buyer.Country!;

    /// <summary>With a rate that Stripe and our tables can keep: four digits after the point.</summary>
    public static TaxComponent Component(string jurisdiction, string name, decimal rate, decimal share)
    {
        var effective = Math.Round(rate * share, 4, MidpointRounding.AwayFromZero);
        var said = share < 1 ? string.Create(CultureInfo.InvariantCulture, $"{name} ({rate:0.####} % on {share * 100:0.##} %)") : name;
        return new(jurisdiction, said.Length > 100 ? said[..100] : said, effective, share, share < 1 ? TaxReasons.PartlyCharged : TaxReasons.Charged);
    }

    public static Problem Unreadable(string provider) => Problem.Unavailable($"{provider} answered with something that we do not understand, so the tax is not known yet. Nothing was charged.");
}
