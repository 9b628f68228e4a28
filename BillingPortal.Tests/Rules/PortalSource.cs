using System.Text.RegularExpressions;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Rules;

/// <summary>One source file of the portal, without its comments and texts, so that a rule sees only code.</summary>
public sealed partial record PortalSource(string Path, string Code)
{
    public static IReadOnlyList<PortalSource> All { get; } =
        [.. Repository.Sources("BillingPortal", ".cs", ".razor").Select(file => new PortalSource(file.Path, Strip(file.Path, file.Text)))];

    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The folder that the rules speak of: <c>Data</c>, <c>Features/Usage</c>; empty for what lies at the top.</summary>
    public string Layer => Path.Split('/') switch
    {
        ["Features", var feature, _, ..] => $"Features/{feature}",
        [var folder, _, ..] => folder,
        _ => "",
    };

    /// <summary>Folders of the portal that this file names, by a using line or in full.</summary>
    public IReadOnlyList<string> UsedLayers =>
        [.. OwnNamespace().Matches(Code).Select(match => LayerOf(match.Groups[1].Value)).Concat(StripeNamespace().IsMatch(Code) ? ["StripeNet"] : []).Where(layer => layer != Layer).Distinct()];

    /// <summary>Namespaces that this file imports.</summary>
    public IEnumerable<string> Usings => UsingLine().Matches(Code).Select(match => match.Groups[1].Value);

    public bool Names(string pattern) => Regex.IsMatch(Code, pattern);

    /// <summary>Each call of a function with the number of its arguments.</summary>
    public IEnumerable<int> ArgumentCounts(string function)
    {
        for (var at = Code.IndexOf(function + "(", StringComparison.Ordinal); at >= 0; at = Code.IndexOf(function + "(", at + 1, StringComparison.Ordinal))
            yield return CountArguments(at + function.Length);
    }

    public override string ToString() => Path;

    private int CountArguments(int opening)
    {
        var (depth, commas) = (0, 0);
        for (var at = opening; at < Code.Length; at++)
        {
            if (Code[at] is '(' or '[' or '{') depth++;
            if (Code[at] is ')' or ']' or '}' && --depth == 0) break;
            if (Code[at] == ',' && depth == 1) commas++;
        }
        return commas + 1;
    }

    private static string LayerOf(string space) => space.Split('.') switch
    {
        ["Features", var feature, ..] => $"Features/{feature}",
        [var folder, ..] => folder,
        _ => space,
    };

    private static string Strip(string path, string text)
    {
        var code = Comment().Replace(text, match => match.Value[0] == '/' ? "" : "\"\"");
        return path.EndsWith(".razor", StringComparison.Ordinal) ? RazorComment().Replace(text, "") : code;
    }

    [GeneratedRegex("""(?<![\w.])(?:BillingPortal\.|(?=Features\.))([A-Z]\w*(?:\.[A-Z]\w*)?)""")]
    private static partial Regex OwnNamespace();

    [GeneratedRegex("""^\s*(?:global\s+)?@?using\s+(?:static\s+)?(?:\w+\s*=\s*)?Stripe[;.\s]|(?<![\w.])global::Stripe\.""", RegexOptions.Multiline)]
    private static partial Regex StripeNamespace();

    [GeneratedRegex("""^\s*(?:global\s+)?@?using\s+(?:static\s+)?(?:\w+\s*=\s*)?([A-Z][\w.]*)\s*;?\s*$""", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(""""
        "{3,}.*?"{3,}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|//[^\n]*|/\*.*?\*/
        """", RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Comment();

    [GeneratedRegex("""@\*.*?\*@""", RegexOptions.Singleline)]
    private static partial Regex RazorComment();
}
