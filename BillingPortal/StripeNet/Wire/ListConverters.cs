#nullable disable

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe;

/// <summary>Reads a list as the object that it is on the wire; left alone, the serializer would take it for a bare array.</summary>
internal sealed class ListConverters : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(StripeList<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GenericTypeArguments));

    private sealed record Shape<T>(string Object, List<T> Data, bool HasMore, string Url);

    private sealed class Converter<T> : JsonConverter<StripeList<T>>
    {
        public override StripeList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var shape = JsonSerializer.Deserialize<Shape<T>>(ref reader, options);
            return new StripeList<T> { Object = shape.Object, Data = shape.Data ?? [], HasMore = shape.HasMore, Url = shape.Url };
        }

        public override void Write(Utf8JsonWriter writer, StripeList<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Shape<T>(value.Object, value.Data, value.HasMore, value.Url), options);
    }
}
