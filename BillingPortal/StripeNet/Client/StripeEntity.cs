#nullable disable

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stripe;

public interface IHasId
{
    string Id { get; set; }
}

public interface IHasObject
{
    string Object { get; set; }
}

public interface IHasMetadata
{
    Dictionary<string, string> Metadata { get; set; }
}

public interface IStripeEntity
{
    StripeResponse StripeResponse { get; set; }
}

public abstract class StripeEntity : IStripeEntity
{
    [JsonIgnore]
    public StripeResponse StripeResponse { get; set; }

    public static T FromJson<T>(string value)
        where T : IStripeEntity => JsonSerializer.Deserialize<T>(value, StripeJson.Options);

    public string ToJson() => JsonSerializer.Serialize(this, GetType(), StripeJson.Options);

    public override string ToString() => $"<{GetType().FullName}> JSON: {ToJson()}";
}

public abstract class StripeEntity<T> : StripeEntity
    where T : StripeEntity<T>
{
    public static T FromJson(string value) => FromJson<T>(value);
}
