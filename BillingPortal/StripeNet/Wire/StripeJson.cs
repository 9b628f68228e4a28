#nullable disable

using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Stripe;

/// <summary>How Stripe's JSON becomes entities and back.</summary>
internal static class StripeJson
{
    private static readonly MethodInfo PairMethod = Method(nameof(Pair));
    private static readonly MethodInfo PairListMethod = Method(nameof(PairList));

    public static JsonSerializerOptions Options { get; } = Build();

    private static JsonSerializerOptions Build()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { PairExpandables } },
            Converters =
            {
                new UnixTime(), new LenientDecimal(), new LenientLong(), new LenientBool(),
                new ListConverters(), new ExpandableConverters(), new AnyObject(),
            },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>
    /// Stripe sends an expandable field as an id or as the whole object; entities have a property for each:
    /// <c>CustomerId</c> and <c>Customer</c>, <c>DiscountIds</c> and <c>Discounts</c>.
    /// </summary>
    private static void PairExpandables(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || !typeof(IStripeEntity).IsAssignableFrom(info.Type)) return;
        foreach (var property in info.Type.GetProperties())
        {
            if (info.Type.GetProperty(property.Name + "Id") is { } id && typeof(IHasId).IsAssignableFrom(property.PropertyType))
                PairMethod.MakeGenericMethod(property.PropertyType).Invoke(null, [info, property, id]);
            else if (info.Type.GetProperty(property.Name.TrimEnd('s') + "Ids") is { } ids)
                PairListMethod.MakeGenericMethod(property.PropertyType.GenericTypeArguments[0]).Invoke(null, [info, property, ids]);
        }
    }

    private static void Pair<T>(JsonTypeInfo info, PropertyInfo property, PropertyInfo id)
        where T : class, IHasId => Replace(info, property, id, typeof(Expandable<T>),
        entity => property.GetValue(entity) is null && id.GetValue(entity) is null
            ? null
            : new Expandable<T>((string)id.GetValue(entity), (T)property.GetValue(entity)),
        (entity, value) =>
        {
            var expandable = (Expandable<T>)value;
            id.SetValue(entity, expandable?.Id);
            property.SetValue(entity, expandable?.Entity);
        });

    private static void PairList<T>(JsonTypeInfo info, PropertyInfo property, PropertyInfo ids)
        where T : class, IHasId => Replace(info, property, ids, typeof(List<Expandable<T>>),
        entity => ((List<string>)ids.GetValue(entity))?.Select((id, n) => new Expandable<T>(id, ((List<T>)property.GetValue(entity))?[n])).ToList(),
        (entity, value) =>
        {
            var list = (List<Expandable<T>>)value;
            ids.SetValue(entity, list?.Select(item => item.Id).ToList());
            property.SetValue(entity, list?.Exists(item => item.Entity is null) == true ? null : list?.Select(item => item.Entity).ToList());
        });

    private static void Replace(
        JsonTypeInfo info, PropertyInfo property, PropertyInfo id, Type type, Func<object, object> get, Action<object, object> set)
    {
        foreach (var known in info.Properties.Where(known => property.Equals(known.AttributeProvider) || id.Equals(known.AttributeProvider)).ToList())
            info.Properties.Remove(known);
        var pair = info.CreateJsonPropertyInfo(type, JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        pair.Get = get;
        pair.Set = set;
        pair.ShouldSerialize = (_, value) => value is not null;
        info.Properties.Add(pair);
    }

    private static MethodInfo Method(string name) => typeof(StripeJson).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static);
}
