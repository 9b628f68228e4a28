using System.Text.Json;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Invoicing.Pdf;

namespace BillingPortal.Features.Invoicing;

/// <summary>Who sells to whom, taken down when an invoice is issued: what it says then it says for ever.</summary>
public sealed record InvoiceParties(PrintedSeller Seller, PrintedBuyer Buyer, string? PurchaseOrder, string Language, PaperSize Paper = PaperSize.A4)
{
    public static InvoiceParties Of(Account account, Seller seller) => new(
        new(seller.Name, Address(seller.Line1, seller.Line2, seller.City, seller.Region, seller.PostalCode, seller.Country), seller.TaxId is { } id ? [id] : [], seller.Email, BrandColour: seller.BrandColour, Logo: seller.LogoHash),
        BuyerOf(account), account.Profile.PurchaseOrder, account.Profile.Language, seller.Paper ?? PaperSizes.Of(account.Profile.Country ?? seller.Country));

    public static InvoiceParties Read(string json) => JsonSerializer.Deserialize<InvoiceParties>(json)!;

    public string ToJson() => JsonSerializer.Serialize(this);

    private static PrintedBuyer BuyerOf(Account account)
    {
        var profile = account.Profile;
        var region = Countries.RegionName(profile.Country, profile.Region) is { } name && profile.City is null ? name : profile.Region;
        return new(profile.LegalName ?? account.Name, Address(profile.Line1, profile.Line2, profile.City, region, profile.PostalCode, profile.Country), profile.TaxId is { } id ? [id] : []);
    }

    private static List<string> Address(string? line1, string? line2, string? city, string? region, string? postalCode, string? country)
    {
        var place = string.Join(' ', new[] { string.Join(", ", new[] { city, region }.Where(part => part is not null)), postalCode }.Where(part => !string.IsNullOrEmpty(part)));
        return [.. new[] { line1, line2, place, country is null ? null : Countries.NameOf(country) }.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => line!)];
    }
}
