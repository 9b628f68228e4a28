using System.Globalization;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>One request's parameters as a tree. It remembers what was read: what no handler asked for is unknown to the sandbox and refused.</summary>
public sealed class Params(string path = "")
{
    private readonly Dictionary<string, Params> children = new(StringComparer.Ordinal);
    private string? text;
    private bool read;

    public string Path => path;
    public IEnumerable<string> Names => children.Keys;
    public bool Has(string name) => children.ContainsKey(name);

    /// <summary>Sent with an empty value: unsets the field or clears the list.</summary>
    public bool IsCleared(string name) => children.TryGetValue(name, out var child) && child.children.Count == 0 && string.IsNullOrEmpty(child.text);

    public void Set(IReadOnlyList<string> keys, string value)
    {
        var node = this;
        foreach (var key in keys) node = node.Child(key);
        node.text = value;
    }

    /// <summary>The text, null when it was sent empty, <paramref name="otherwise"/> when it was not sent.</summary>
    public string? Text(string name, string? otherwise = null) => Leaf(name) is not { } leaf ? otherwise : leaf.text is { Length: > 0 } value ? value : null;

    public string Required(string name)
    {
        if (!Has(name)) throw StripeError.Missing(PathOf(name));
        return Text(name) ?? throw StripeError.Invalid(
            $"You passed an empty string for '{PathOf(name)}'. An empty value asks to unset a parameter, but '{PathOf(name)}' cannot be unset.",
            PathOf(name), "parameter_invalid_empty");
    }

    public long? Integer(string name, long? otherwise = null)
    {
        if (Leaf(name) is not { } leaf) return otherwise;
        if (string.IsNullOrEmpty(leaf.text)) return null;
        return long.TryParse(leaf.text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number : throw StripeError.Invalid($"Invalid integer: {leaf.text}", leaf.Path, "parameter_invalid_integer");
    }

    public long RequiredInteger(string name) => Has(name) && Integer(name) is { } number ? number : throw StripeError.Missing(PathOf(name));

    /// <summary>A decimal without trailing zeros, as Stripe writes it back.</summary>
    public decimal? Decimal(string name, decimal? otherwise = null)
    {
        if (Leaf(name) is not { } leaf) return otherwise;
        if (string.IsNullOrEmpty(leaf.text)) return null;
        return decimal.TryParse(leaf.text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number / 1.0000000000000000000000000000m : throw StripeError.Invalid($"Invalid decimal: {leaf.text}", leaf.Path, "parameter_invalid_string");
    }

    public bool Flag(string name, bool otherwise = false) => Leaf(name) is not { } leaf ? otherwise : leaf.text switch
    {
        "true" or "1" => true,
        "false" or "0" or "" => false,
        _ => throw StripeError.Invalid($"Invalid boolean: {leaf.text}", leaf.Path, "parameter_invalid_string"),
    };

    public string Choice(string name, string otherwise, params string[] options)
    {
        var value = Text(name, otherwise) ?? otherwise;
        return options.Contains(value) ? value
            : throw StripeError.Invalid($"Invalid {PathOf(name)}: must be one of {string.Join(", ", options)}", PathOf(name), "parameter_invalid_string");
    }

    public Params? Map(string name) => children.GetValueOrDefault(name) is { children.Count: > 0 } child ? child : null;

    /// <summary>Items of a[0][..], a[1][..] or a[][..]; null when not sent, empty when cleared.</summary>
    public IReadOnlyList<Params>? List(string name)
    {
        if (!children.TryGetValue(name, out var child)) return null;
        child.read = true;
        return [.. child.children.Values];
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        var items = List(name);
        foreach (var item in items ?? []) item.read = true;
        return items is null ? null : [.. items.Select(item => item.text).OfType<string>().Where(value => value.Length > 0)];
    }

    /// <summary>Merges `metadata`: an empty value removes its key, an empty map all of them.</summary>
    public void Metadata(Dictionary<string, string> target, string name = "metadata")
    {
        if (!children.TryGetValue(name, out var child)) return;
        child.read = true;
        if (child.children.Count == 0) target.Clear();
        foreach (var (key, item) in child.children)
        {
            item.read = true;
            if (key.Length > 40) throw StripeError.Invalid($"Metadata keys can be at most 40 characters: {key}", child.Path);
            if (string.IsNullOrEmpty(item.text)) target.Remove(key);
            else if (item.text.Length > 500) throw StripeError.Invalid($"Metadata values can be at most 500 characters: {key}", child.Path);
            else target[key] = item.text;
        }
        if (target.Count > 50) throw StripeError.Invalid("Metadata can have at most 50 keys.", child.Path);
    }

    /// <summary>Accepts parameters of Stripe's that change nothing in the sandbox.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (children.TryGetValue(name, out var child)) child.ReadAll();
    }

    public void RefuseUnread()
    {
        if (Unread().FirstOrDefault() is { } unread)
            throw StripeError.Invalid($"Received unknown parameter: {unread.Path}", unread.Path, "parameter_unknown");
    }

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}[{name}]";

    private Params Child(string key)
    {
        // a[]= : each one is a new item.
        var name = key.Length == 0 ? children.Count.ToString(CultureInfo.InvariantCulture) : key;
        return children.TryGetValue(name, out var child) ? child : children[name] = new Params(PathOf(name));
    }

    private Params? Leaf(string name)
    {
        if (!children.TryGetValue(name, out var child)) return null;
        child.read = true;
        return child.children.Count == 0 ? child : throw StripeError.Invalid($"Invalid string: {child.Path} must not be an object", child.Path);
    }

    private void ReadAll()
    {
        read = true;
        foreach (var child in children.Values) child.ReadAll();
    }

    private IEnumerable<Params> Unread() => children.Count == 0
        ? path.Length > 0 && !read ? [this] : []
        : children.Values.SelectMany(child => child.Unread());
}
