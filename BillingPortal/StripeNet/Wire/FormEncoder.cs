#nullable disable

using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>
/// Writes options as Stripe's form encoding: <c>a[b]=v</c> for nested values, <c>a[0]=v</c> for lists, unix seconds for times,
/// nothing for what was not set.
/// </summary>
internal static class FormEncoder
{
    private static readonly ConcurrentDictionary<Type, (string Name, PropertyInfo Property)[]> Shapes = new();

    public static string Encode(BaseOptions options)
    {
        var form = new StringBuilder();
        if (options is not null) WriteOptions(form, "", options);
        return form.ToString();
    }

    private static void Write(StringBuilder form, string key, object value)
    {
        switch (value)
        {
            case IAnyOf anyOf: if (anyOf.Value is not null) Write(form, key, anyOf.Value); break;
            case INestedOptions options: WriteOptions(form, key, options); break;
            case IDictionary dictionary: WriteDictionary(form, key, dictionary); break;
            case string text: WritePair(form, key, text); break;
            case IEnumerable list: WriteList(form, key, list); break;
            case bool flag: WritePair(form, key, flag ? "true" : "false"); break;
            case DateTime time: WritePair(form, key, Text(new DateTimeOffset(time).ToUnixTimeSeconds())); break;
            default: WritePair(form, key, Text(value)); break;
        }
    }

    private static void WriteOptions(StringBuilder form, string key, INestedOptions options)
    {
        foreach (var (name, property) in Shapes.GetOrAdd(options.GetType(), ShapeOf))
            if (property.GetValue(options) is { } value)
                Write(form, Nested(key, name), value);
        if (options is BaseOptions { ExtraParams: { } extra }) WriteDictionary(form, key, (IDictionary)extra);
    }

    private static (string Name, PropertyInfo Property)[] ShapeOf(Type type) =>
    [
        .. from property in type.GetProperties()
           where property.Name != nameof(BaseOptions.ExtraParams)
           let named = property.GetCustomAttribute<JsonPropertyNameAttribute>()
           select (named?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), property),
    ];

    /// <summary>A null entry is sent empty, which deletes that key of the metadata.</summary>
    private static void WriteDictionary(StringBuilder form, string key, IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in dictionary)
            Write(form, Nested(key, Text(entry.Key)), entry.Value ?? "");
    }

    /// <summary>A list without entries is sent empty, which clears it.</summary>
    private static void WriteList(StringBuilder form, string key, IEnumerable list)
    {
        var index = 0;
        foreach (var item in list) Write(form, $"{key}[{index++}]", item ?? "");
        if (index == 0) WritePair(form, key, "");
    }

    private static void WritePair(StringBuilder form, string key, string value)
    {
        if (form.Length > 0) form.Append('&');
        form.Append(Escape(key)).Append('=').Append(Uri.EscapeDataString(value));
    }

    private static string Nested(string outer, string name)
    {
        if (outer.Length == 0) return name;
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? $"{outer}[{name}]" : $"{outer}[{name[..bracket]}]{name[bracket..]}";
    }

    private static string Escape(string key) =>
        Uri.EscapeDataString(key).Replace("%5B", "[", StringComparison.Ordinal).Replace("%5D", "]", StringComparison.Ordinal);

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
