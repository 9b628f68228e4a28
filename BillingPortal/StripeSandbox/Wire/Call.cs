using BillingPortal.StripeSandbox.State;

namespace BillingPortal.StripeSandbox.Wire;

/// <summary>One API request as a handler sees it: who is meant, with what parameters, inside which transaction.</summary>
public sealed class Call(Tx tx, Params parameters, string url, Func<string, string?> route, Engine engine)
{
    public Tx Tx => tx;
    public Store Store => tx.Store;
    public Params Params => parameters;
    public Engine Engine => engine;
    public string Url => url;
    public string Id => Route("id");

    public string Route(string name) => route(name) ?? throw new InvalidOperationException($"The route has no {name}.");

    /// <summary>The object named in the path, or Stripe's 404.</summary>
    public T Subject<T>(Table<T> table, string kind) where T : StripeObject => table.Find(Id) ?? throw StripeError.NotFound(kind, Id);

    /// <summary>The same, about to be changed.</summary>
    public T Changing<T>(Table<T> table, string kind) where T : StripeObject => tx.Change(Subject(table, kind));
}

public static class ReferenceExtensions
{
    /// <summary>The object that a required parameter names.</summary>
    public static T RequiredRef<T>(this Params parameters, Table<T> table, string name, string kind) where T : StripeObject =>
        table.Find(parameters.Required(name)) ?? throw StripeError.NoSuch(kind, parameters.Required(name), parameters.PathOf(name));

    /// <summary>The object that a parameter names, or null when it was not sent or sent empty.</summary>
    public static T? Ref<T>(this Params parameters, Table<T> table, string name, string kind) where T : StripeObject =>
        parameters.Text(name) is { } id ? table.Find(id) ?? throw StripeError.NoSuch(kind, id, parameters.PathOf(name)) : null;

    /// <summary>The objects that a list of ids names; null when it was not sent, empty when it was cleared.</summary>
    public static List<T>? Refs<T>(this Params parameters, Table<T> table, string name, string kind) where T : StripeObject =>
        parameters.Texts(name)?.Select((id, i) => table.Find(id) ?? throw StripeError.NoSuch(kind, id, $"{parameters.PathOf(name)}[{i}]")).ToList();
}
