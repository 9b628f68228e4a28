using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingPortal.Shared;

namespace BillingPortal.Api;

/// <summary>The API's JSON: snake_case, enums as lower snake case words, times in UTC, currencies in lower case.</summary>
internal static class ApiJson
{
    private static readonly string[] IdentityTypes = ["Microsoft.AspNetCore.Identity.Data", "Microsoft.AspNetCore.Authentication.BearerToken"];

    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        json.Converters.Add(new UtcTime());
        json.Converters.Add(new StorableText());
        json.Converters.Add(new CurrencyCode());
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(KeepIdentityNames);
    }

    // Identity's own endpoints keep the field names that its clients know: accessToken, not access_token.
    private static void KeepIdentityNames(JsonTypeInfo type)
    {
        if (!IdentityTypes.Contains(type.Type.Namespace)) return;
        foreach (var property in type.Properties)
            if (property.AttributeProvider is MemberInfo member) property.Name = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
    }

    /// <summary>A time without a zone is taken as UTC; any other is turned into it.</summary>
    private sealed class UtcTime : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var time = reader.GetDateTime();
            return time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);
        }

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    /// <summary>Text without the character U+0000, which PostgreSQL does not store and no reader expects.</summary>
    private sealed class StorableText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && text.Contains('\0') ? throw new JsonException() : reader.GetString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class CurrencyCode : JsonConverter<Currency>
    {
        public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Currency.TryParse(reader.GetString(), out var currency) ? currency : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) => writer.WriteStringValue(value.Wire);
    }
}
