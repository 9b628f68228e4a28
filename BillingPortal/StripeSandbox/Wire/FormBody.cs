using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>Stripe's form encoding: `a[b]=v`, `a[0][b]=v`, `a[]=v`, in a body or a query string.</summary>
public static class FormBody
{
    public static List<(string Name, string Value)> Pairs(string encoded)
    {
        var pairs = new List<(string, string)>();
        foreach (var part in encoded.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            pairs.Add(equals < 0 ? (WebUtility.UrlDecode(part), "") : (WebUtility.UrlDecode(part[..equals]), WebUtility.UrlDecode(part[(equals + 1)..])));
        }
        return pairs;
    }

    public static Params Tree(IEnumerable<(string Name, string Value)> pairs)
    {
        var root = new Params();
        foreach (var (name, value) in pairs) root.Set(Keys(name), value);
        return root;
    }

    /// <summary>Equal for the same parameters in any order, so that a repeated idempotency key can be held against its first use.</summary>
    public static string Fingerprint(string method, string path, IEnumerable<(string Name, string Value)> pairs)
    {
        var text = new StringBuilder(method).Append(' ').Append(path);
        foreach (var (name, value) in pairs.OrderBy(pair => pair.Name, StringComparer.Ordinal)) text.Append('\n').Append(name).Append('=').Append(value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static List<string> Keys(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket <= 0) return [name];
        var keys = new List<string> { name[..bracket] };
        while (bracket >= 0 && bracket < name.Length)
        {
            var end = name.IndexOf(']', bracket);
            if (end < 0) throw StripeError.Invalid($"Invalid parameter name: {name}", name);
            keys.Add(name[(bracket + 1)..end]);
            bracket = end + 1 < name.Length && name[end + 1] == '[' ? end + 1 : -1;
        }
        return keys;
    }
}
