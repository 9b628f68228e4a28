using BillingPortal.Features.Accounts;
using BillingPortal.Features.Accounts.TaxIds;

namespace BillingPortal.Features.Taxes;

/// <summary>Decides whether a business abroad pays a tax itself. Pure.</summary>
public static class ReverseCharge
{
    /// <summary>One VAT area: to each other they are at home.</summary>
    private static readonly HashSet<string> Switzerland = ["CH", "LI"];

    public static bool Applies(TaxComponent tax, BillingProfile buyer, TaxIdStanding? id, TaxOptions options) => id is not null && Concerns(tax, buyer, id, options) && IsEnough(id, options.ReverseChargeNeeds);

    /// <summary>Whether it would apply with a confirmed id.</summary>
    /// <returns>Never for the seller's own country, for people, for an id of another country than the address, or for provincial sales taxes, which businesses bear too.</returns>
    public static bool Concerns(TaxComponent tax, BillingProfile buyer, TaxIdStanding? id, TaxOptions options) =>
        buyer.CustomerKind == CustomerKind.Business && id is not null && id.TaxId == buyer.TaxId && id.Country == buyer.Country && !AtHome(buyer.Country, options.SellerCountry)
        && (tax.Jurisdiction == buyer.Country || tax.Jurisdiction == "CA-QC") && TaxIdRelief.IsPossibleIn(buyer.Country);

    private static bool IsEnough(TaxIdStanding id, ReverseChargeNeeds needs) => id.State switch
    {
        TaxIdState.Confirmed => true,
        TaxIdState.Refused => false,
        _ => needs == ReverseChargeNeeds.Checksum && TaxIdRelief.IsByIdAloneIn(id.Country),
    };

    private static bool AtHome(string buyer, string seller) => buyer == seller || (Switzerland.Contains(buyer) && Switzerland.Contains(seller));
}
