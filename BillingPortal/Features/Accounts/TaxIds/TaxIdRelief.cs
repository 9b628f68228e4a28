namespace BillingPortal.Features.Accounts.TaxIds;

/// <summary>Where a tax id can move the tax to its owner, so that it is worth confirming.</summary>
public static class TaxIdRelief
{
    /// <summary>Where an id in force is enough.</summary>
    private static readonly HashSet<string> ById = [.. EuropeanUnion.Codes, "GB", "NO", "CH", "LI", "IS", "IN"];

    /// <summary>Where the owner must be registered for the tax as well, which a person looks up.</summary>
    private static readonly HashSet<string> ByHand = ["AU", "NZ", "SG", "KR", "JP", "CA"];

    public static IReadOnlyList<string> Countries { get; } = [.. ById.Concat(ByHand)];

    public static bool IsPossibleIn(string? country) => country is not null && (ById.Contains(country) || ByHand.Contains(country));

    public static bool IsByIdAloneIn(string country) => ById.Contains(country);
}
