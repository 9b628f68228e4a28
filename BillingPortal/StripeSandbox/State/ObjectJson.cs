using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BillingPortal.StripeSandbox.State;

/// <summary>Kept in the file, never shown to a client.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StoredOnlyAttribute : Attribute;

/// <summary>Shown to clients as a whole object, kept in the file as its id.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ByIdAttribute : Attribute;

/// <summary>Fields of every object that Stripe does not show on this one.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotShownAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names => names;
}

/// <summary>The two faces of an object as JSON: what a client sees, and what the file keeps.</summary>
public static class ObjectJson
{
    /// <summary>Stripe's wire form: snake case, nulls present.</summary>
    public static readonly JsonSerializerOptions Wire = Options(DropStoredOnly);

    /// <summary>The file's form; objects marked <see cref="ByIdAttribute"/> are looked up through <paramref name="find"/> when read back.</summary>
    public static JsonSerializerOptions Stored(Func<string, StripeObject?> find)
    {
        var options = Options(type => KeepSettable(type, find));
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        return options;
    }

    private static JsonSerializerOptions Options(Action<JsonTypeInfo> modifier) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { modifier } },
    };

    private static void DropStoredOnly(JsonTypeInfo type)
    {
        var hidden = type.Type.GetCustomAttribute<NotShownAttribute>()?.Names ?? [];
        foreach (var property in type.Properties.Where(property => IsMarked<StoredOnlyAttribute>(property) || hidden.Contains(property.Name)).ToList())
            type.Properties.Remove(property);
    }

    private static void KeepSettable(JsonTypeInfo type, Func<string, StripeObject?> find)
    {
        foreach (var property in type.Properties.Where(property => property.Set is null).ToList()) type.Properties.Remove(property);
        foreach (var property in type.Properties.Where(IsMarked<ByIdAttribute>))
        {
            var converter = property.PropertyType.IsGenericType ? typeof(ReferenceListConverter<>) : typeof(ReferenceConverter<>);
            var target = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
            property.CustomConverter = (JsonConverter)Activator.CreateInstance(converter.MakeGenericType(target), find)!;
        }
    }

    private static bool IsMarked<TAttribute>(JsonPropertyInfo property) where TAttribute : Attribute =>
        property.AttributeProvider?.IsDefined(typeof(TAttribute), inherit: true) == true;

    private sealed class ReferenceConverter<T>(Func<string, StripeObject?> find) : JsonConverter<T> where T : StripeObject
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } id ? (T?)find(id) : null;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Id);
    }

    private sealed class ReferenceListConverter<T>(Func<string, StripeObject?> find) : JsonConverter<List<T>> where T : StripeObject
    {
        public override List<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var list = new List<T>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                if (find(reader.GetString()!) is T found) list.Add(found);
            return list;
        }

        public override void Write(Utf8JsonWriter writer, List<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var item in value) writer.WriteStringValue(item.Id);
            writer.WriteEndArray();
        }
    }
}
