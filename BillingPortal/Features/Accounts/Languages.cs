namespace BillingPortal.Features.Accounts;

/// <summary>The languages that an account may choose, each by its own name.</summary>
public static class Languages
{
    public static readonly IReadOnlyList<KeyValuePair<string, string>> All = [new("en", "English"), new("de", "Deutsch"), new("fr", "Français"), new("es", "Español")];

    /// <summary>"Deutsch"; the code itself where it is not known.</summary>
    public static string NameOf(string code) => All.FirstOrDefault(language => language.Key == code).Value ?? code;

    public static bool IsKnown(string code) => All.Any(language => language.Key == code);
}
