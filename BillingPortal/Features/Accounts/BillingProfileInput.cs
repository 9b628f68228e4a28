using System.ComponentModel.DataAnnotations;
using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Shared;

namespace BillingPortal.Features.Accounts;

/// <summary>What one fills in to say as whom and where an account is billed.</summary>
public sealed record BillingProfileInput : IValidatableObject
{
    [StringLength(200, ErrorMessage = "A name has at most 200 characters.")]
    public string? LegalName { get; set; }

    /// <summary>Left out, the present one stays.</summary>
    [EmailAddress(ErrorMessage = "This is not an email address."), StringLength(254, ErrorMessage = "An email address has at most 254 characters.")]
    public string? BillingEmail { get; set; }

    [Required(ErrorMessage = "An address is needed.")]
    public AddressInput Address { get; set; } = new();

    [StringLength(40, ErrorMessage = "A tax id has at most 40 characters.")]
    public string? TaxId { get; set; }

    public CustomerKind CustomerKind { get; set; }

    [Required(ErrorMessage = "Choose a language.")]
    public string Language { get; set; } = "en";

    [Required(ErrorMessage = "Choose a time zone."), StringLength(60, ErrorMessage = "This is not an IANA time zone.")]
    public string TimeZone { get; set; } = "Etc/UTC";

    [StringLength(100, ErrorMessage = "A purchase order has at most 100 characters.")]
    public string? PurchaseOrder { get; set; }

    /// <summary>Which state of the profile this changes, as it was read. Another by now refuses the change; left out, the last one wins.</summary>
    public long? Version { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZones.IsKnown(TimeZone)) yield return new("This is not an IANA time zone, for example Europe/Berlin.", [nameof(TimeZone)]);
        if (!Languages.IsKnown(Language)) yield return new($"The language must be one of {string.Join(", ", Languages.All.Select(language => language.Key))}.", [nameof(Language)]);
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(Address, new(Address), faults, validateAllProperties: true);
        foreach (var fault in faults) yield return fault;
        if (faults.Count == 0 && Text(TaxId) is { } typed && CheckedTaxId.Read(typed, Place.Code(Address.Country), out _) is { } rule) yield return new(rule, [nameof(TaxId)]);
    }

    public BillingProfile ToProfile() => new()
    {
        LegalName = Text(LegalName), Line1 = Text(Address.Line1), Line2 = Text(Address.Line2), City = Text(Address.City), PostalCode = Text(Address.PostalCode),
        Region = Place.Code(Address.Region), Country = Place.Code(Address.Country), TaxId = CheckedTaxId.Stored(Text(TaxId), Place.Code(Address.Country))?.Text, CustomerKind = CustomerKind, Language = Language,
        TimeZone = TimeZone, PurchaseOrder = Text(PurchaseOrder),
    };

    public static BillingProfileInput Of(Account account)
    {
        var profile = account.Profile;
        return new()
        {
            LegalName = profile.LegalName, BillingEmail = account.BillingEmail,
            Address = new() { Line1 = profile.Line1, Line2 = profile.Line2, City = profile.City, PostalCode = profile.PostalCode, Region = profile.Region, Country = profile.Country },
            TaxId = profile.TaxId, CustomerKind = profile.CustomerKind, Language = profile.Language, TimeZone = profile.TimeZone, PurchaseOrder = profile.PurchaseOrder,
            Version = account.ProfileVersion,
        };
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A billing address. Country and, where there are some, state or province are needed: without them no later invoice could be taxed.</summary>
public sealed record AddressInput : IValidatableObject
{
    [StringLength(200, ErrorMessage = "A line of an address has at most 200 characters.")]
    public string? Line1 { get; set; }

    [StringLength(200, ErrorMessage = "A line of an address has at most 200 characters.")]
    public string? Line2 { get; set; }

    [StringLength(100, ErrorMessage = "A city has at most 100 characters.")]
    public string? City { get; set; }

    [StringLength(20, ErrorMessage = "A postal code has at most 20 characters.")]
    public string? PostalCode { get; set; }

    public string? Region { get; set; }

    public string? Country { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Place.Code(Country) is not { } country) return [new("Choose the country: it decides the tax.", [nameof(Country)])];
        if (Place.Code(Region) is null && Countries.RegionsOf(country).Count > 0)
            return [new($"Choose the {Countries.RegionWord(country).ToLowerInvariant()}: it decides the tax.", [nameof(Region)])];
        return Place.Faults(Country, Region);
    }
}
