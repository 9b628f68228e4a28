using System.ComponentModel.DataAnnotations;
using BillingPortal.Shared;

namespace BillingPortal.Features.Accounts;

/// <summary>What one fills in to create a standalone team.</summary>
public sealed record NewTeam : IValidatableObject
{
    [Required(ErrorMessage = "A team needs a name."), StringLength(100, ErrorMessage = "A name has at most 100 characters.")]
    public string Name { get; set; } = "";

    [EmailAddress(ErrorMessage = "This is not an email address."), StringLength(254)]
    public string? BillingEmail { get; set; }

    public string? Country { get; set; }

    public string? Region { get; set; }

    public string? Currency { get; set; } = "usd";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!BillingPortal.Shared.Currency.TryParse(Currency ?? "usd", out _)) yield return new("This currency is not supported.", [nameof(Currency)]);
        foreach (var fault in Place.Faults(Country, Region)) yield return fault;
    }
}

/// <summary>The rules of a country and its state or province, wherever one is typed.</summary>
internal static class Place
{
    public static string? Code(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ToUpperInvariant();

    public static IEnumerable<ValidationResult> Faults(string? countryText, string? regionText)
    {
        var (country, region) = (Code(countryText), Code(regionText));
        if (country is not null && !Countries.IsKnown(country)) yield return new("The country must be a two-letter ISO code, for example US.", ["Country"]);
        else if (region is not null && country is null) yield return new("A state or province needs its country.", ["Country"]);
        else if (region is not null && Countries.RegionsOf(country).Count > 0 && Countries.RegionName(country, region) is null)
            yield return new($"{Countries.NameOf(country!)} has no state or province '{region}'.", ["Region"]);
        else if (region?.Length > 10) yield return new("A region's code has at most 10 characters.", ["Region"]);
    }
}
