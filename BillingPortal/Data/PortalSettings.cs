namespace BillingPortal.Data;

/// <summary>How this portal is run, read and checked before anything starts.</summary>
public sealed record PortalSettings
{
    private static readonly string[] RequiredAtStripe = ["Stripe:ApiKey", "Stripe:WebhookSecret"];

    private static readonly string[] RequiredInProduction = ["Smtp:Host", "Seller:Name", "DataProtection:KeyFile"];

    private static readonly string[] PlacesToListen = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>The embedded database, the sandbox's state, outgoing mail and documents.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The master key's file.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Whether the portal runs against its own Stripe on localhost.</summary>
    public required bool UsesSandbox { get; init; }

    public required int SandboxPort { get; init; }

    public required bool RunsJobs { get; init; }

    /// <summary>Where to listen; null where Kestrel's own settings say so.</summary>
    public required string? Urls { get; init; }

    public string SandboxFile => Path.Combine(DataFolder, "sandbox.db");

    /// <exception cref="ConfigurationProblem">A required key is missing, or a value cannot be understood.</exception>
    public static PortalSettings From(IConfiguration configuration, IHostEnvironment environment)
    {
        var folder = Path.GetFullPath(configuration["Data:Folder"] is { Length: > 0 } given ? given : "data");
        var settings = new PortalSettings
        {
            DataFolder = folder,
            KeyFile = configuration["DataProtection:KeyFile"] is { Length: > 0 } file ? file : Path.Combine(folder, "master.key"),
            UsesSandbox = Read(configuration, "StripeSandbox:Enabled", environment.IsDevelopment() && string.IsNullOrEmpty(configuration["Stripe:ApiKey"])),
            SandboxPort = Read(configuration, "StripeSandbox:Port", 5081),
            RunsJobs = Read(configuration, "Jobs:Enabled", true),
            Urls = PlacesToListen.Any(key => configuration.GetSection(key).Exists()) ? configuration["urls"] : "http://localhost:5080",
        };
        if (settings.SandboxPort is < 0 or > 65535) throw new ConfigurationProblem($"StripeSandbox:Port is {settings.SandboxPort}; a port is a number up to 65535.");
        CheckPlaces(settings.Urls);
        CheckAddress(configuration, "Portal:PublicUrl");
        CheckAddress(configuration, "Stripe:ApiBase");
        if (!environment.IsDevelopment()) Require(configuration, settings.UsesSandbox ? RequiredInProduction : [.. RequiredAtStripe, .. RequiredInProduction]);
        MakeFolder(folder);
        return settings;
    }

    private static T Read<T>(IConfiguration configuration, string key, T standard) where T : IParsable<T> => configuration[key] is not { Length: > 0 } text
        ? standard
        : T.TryParse(text, null, out var value) ? value : throw new ConfigurationProblem($"{key} is '{text}'; it must be {(typeof(T) == typeof(bool) ? "true or false" : "a whole number")}.");

    private static void CheckPlaces(string? urls)
    {
        foreach (var url in urls?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [])
            if (!Uri.TryCreate(url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal), UriKind.Absolute, out var place) || place.Scheme is not ("http" or "https"))
                throw new ConfigurationProblem($"urls names '{url}'; the portal listens on addresses such as http://localhost:5080.");
    }

    private static void CheckAddress(IConfiguration configuration, string key)
    {
        if (configuration[key] is not { Length: > 0 } text) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new ConfigurationProblem($"{key} is '{text}'; it must be an address such as https://billing.example.com.");
    }

    private static void Require(IConfiguration configuration, string[] keys)
    {
        var missing = keys.Where(key => string.IsNullOrWhiteSpace(configuration[key])).ToList();
        if (missing.Count > 0) throw new ConfigurationProblem($"Outside Development these settings are required and missing: {string.Join(", ", missing)}.");
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationProblem($"Data:Folder {folder} cannot be used: {refusal.Message}");
        }
    }
}
