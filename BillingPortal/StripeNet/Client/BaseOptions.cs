#nullable disable

namespace Stripe;

public interface INestedOptions;

public class BaseOptions : INestedOptions
{
    public List<string> Expand { get; set; }

    /// <summary>Parameters that have no property; sent as if they were properties of this object.</summary>
    public IDictionary<string, object> ExtraParams { get; set; }

    public void AddExpand(string value) => (Expand ??= []).Add(value);

    public void AddRangeExpand(IEnumerable<string> values) => (Expand ??= []).AddRange(values);

    public void AddExtraParam(string key, object value) => (ExtraParams ??= new Dictionary<string, object>()).Add(key, value);
}

public class ListOptions : BaseOptions
{
    public long? Limit { get; set; }
    public string StartingAfter { get; set; }
    public string EndingBefore { get; set; }

    internal ListOptions Copy() => (ListOptions)MemberwiseClone();
}
