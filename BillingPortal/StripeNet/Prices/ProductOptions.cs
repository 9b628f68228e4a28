#nullable disable

namespace Stripe;

public class ProductCreateOptions : BaseOptions
{
    public bool? Active { get; set; }
    public string Description { get; set; }
    public string Id { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Name { get; set; }
}

public class ProductUpdateOptions : BaseOptions
{
    public bool? Active { get; set; }
    public string Description { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Name { get; set; }
}

public class ProductGetOptions : BaseOptions;

public class ProductListOptions : ListOptions
{
    public bool? Active { get; set; }
    public AnyOf<DateTime?, DateRangeOptions> Created { get; set; }
    public List<string> Ids { get; set; }
}
