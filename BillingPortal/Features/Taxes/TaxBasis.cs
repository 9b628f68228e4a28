using System.Text.Json;
using System.Text.Json.Serialization;
using BillingPortal.Features.Accounts.TaxIds;

namespace BillingPortal.Features.Taxes;

/// <summary>How well the evidence tells in which country the buyer is (EU: two items that do not contradict each other, Reg. 282/2011 art. 24b, 24f).</summary>
public enum PlaceEvidence
{
    /// <summary>Two items or more name the billing country, none another.</summary>
    Agrees,

    /// <summary>Only the billing address tells.</summary>
    Single,

    /// <summary>An item names another country: finance must look.</summary>
    Contradicts,
}

public sealed record EvidenceItem(EvidenceKind Kind, string Country, DateTime? SeenAt);

/// <summary>The buyer's tax id as it stood.</summary>
/// <param name="Proof">VIES's consultation number, or where a person has looked.</param>
/// <param name="IsMissed">Confirmed, it would have moved the tax to the buyer; as it stood, the tax is charged.</param>
public sealed record TaxIdProof(string TaxId, TaxIdState State, string? Proof, string? Requester, DateTime? AnsweredAt, bool IsMissed);

public sealed record CertificateProof(string Jurisdiction, string Number, string Reason, DateTime ValidFrom, DateTime? ValidUntil);

/// <summary>The facts on which the taxes of an invoice rest, taken down when they are computed. They stay with it, whatever becomes of id, certificate or address later.</summary>
/// <param name="Source">Which table or provider.</param>
/// <param name="SellerNumbers">The seller's own numbers by jurisdiction, of the taxes concerned.</param>
public sealed record TaxBasis(
    string Source, DateTime At, TaxIdProof? TaxId, IReadOnlyList<CertificateProof> Certificates, IReadOnlyDictionary<string, string> SellerNumbers, IReadOnlyList<EvidenceItem> Evidence)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    [JsonIgnore]
    public PlaceEvidence Place =>
        Evidence.Select(item => item.Country).Distinct().Count() > 1 ? PlaceEvidence.Contradicts : Evidence.Count > 1 ? PlaceEvidence.Agrees : PlaceEvidence.Single;

    public static TaxBasis Read(string json) => JsonSerializer.Deserialize<TaxBasis>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
