#nullable disable

namespace Stripe;

public class WebhookEndpointCreateOptions : BaseOptions
{
    public string ApiVersion { get; set; }
    public string Description { get; set; }
    public List<string> EnabledEvents { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Url { get; set; }
}

public class WebhookEndpointUpdateOptions : BaseOptions
{
    public string Description { get; set; }
    public bool? Disabled { get; set; }
    public List<string> EnabledEvents { get; set; }
    public Dictionary<string, string> Metadata { get; set; }
    public string Url { get; set; }
}

public class WebhookEndpointGetOptions : BaseOptions;

public class WebhookEndpointListOptions : ListOptions;

public class WebhookEndpointDeleteOptions : BaseOptions;
