#nullable disable

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>An object that Stripe sends whole if asked to expand it, else by its id alone.</summary>
internal sealed record Expandable<T>(string Id, T Entity)
    where T : class, IHasId;

internal sealed class ExpandableConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Expandable<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GenericTypeArguments));

    private sealed class Converter<T> : JsonConverter<Expandable<T>>
        where T : class, IHasId
    {
        public override Expandable<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String) return new Expandable<T>(reader.GetString(), null);
            var entity = JsonSerializer.Deserialize<T>(ref reader, options);
            return new Expandable<T>(entity.Id, entity);
        }

        public override void Write(Utf8JsonWriter writer, Expandable<T> value, JsonSerializerOptions options)
        {
            if (value.Entity is not null) JsonSerializer.Serialize(writer, value.Entity, options);
            else writer.WriteStringValue(value.Id);
        }
    }
}
