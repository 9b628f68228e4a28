using BillingPortal.Data;

namespace BillingPortal.StripeGateway;

/// <summary>How Stripe is reached, from the section <c>Stripe</c>.</summary>
public sealed class StripeOptions
{
    public string? ApiKey { get; set; }

    /// <summary>Honoured in every mode, beside the secrets of endpoints that the portal made itself.</summary>
    public string? WebhookSecret { get; set; }

    public string? ApiBase { get; set; }

    /// <summary>Stripe takes 100 a second from a live account; the rest is left to people at its Dashboard.</summary>
    public int RequestsPerSecond { get; set; } = 80;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ConfigurationProblem">A value makes no sense.</exception>
    public static StripeOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("Stripe").Get<StripeOptions>() ?? new();
        if (options.ApiKey?.Any(char.IsWhiteSpace) == true) throw new ConfigurationProblem("Stripe:ApiKey must not contain spaces.");
        if (options.RequestsPerSecond < 1) throw new ConfigurationProblem("Stripe:RequestsPerSecond must be at least 1.");
        if (options.Timeout <= TimeSpan.Zero) throw new ConfigurationProblem("Stripe:Timeout must be longer than nothing.");
        return options;
    }
}
