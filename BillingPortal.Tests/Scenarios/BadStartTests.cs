using System.Net;
using System.Net.Sockets;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios;

/// <summary>What keeps the portal from starting is one line for the operator, exit code 1, and no stack trace.</summary>
public sealed class BadStartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-start-").FullName;

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, PortalProcess.FreePort());
        other.Start();
        var address = $"http://{other.LocalEndpoint}";

        await ShouldNotStartAsync(((IPEndPoint)other.LocalEndpoint).Port.ToString(), ("ASPNETCORE_URLS", address));
    }

    [Fact]
    public async Task A_sandbox_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, PortalProcess.FreePort());
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString();

        await ShouldNotStartAsync(port, ("StripeSandbox__Port", port));
    }

    [Fact]
    public Task A_database_server_that_does_not_answer() => ShouldNotStartAsync(
        "database", ("Database__Provider", "PostgreSql"), ("ConnectionStrings__BillingPortal", $"Host=127.0.0.1;Port={PortalProcess.FreePort()};Username=nobody;Database=none;Timeout=3"));

    [Fact]
    public Task A_database_file_that_cannot_be_made() => ShouldNotStartAsync("database", ("ConnectionStrings__BillingPortal", "Data Source=/proc/no/such/folder/billing.db"));

    [Fact]
    public Task A_database_provider_that_does_not_exist() => ShouldNotStartAsync("Database:Provider", ("Database__Provider", "Oracle"));

    [Fact]
    public Task A_server_without_its_connection_string() => ShouldNotStartAsync("ConnectionStrings:BillingPortal", ("Database__Provider", "SqlServer"));

    [Fact]
    public Task A_stripe_address_that_is_none() => ShouldNotStartAsync("Stripe:ApiBase", ("Stripe__ApiKey", "sk_test_1"), ("Stripe__ApiBase", "nowhere"));

    [Fact]
    public Task Production_without_the_master_key() => ShouldNotStartAsync("DataProtection:KeyFile", Production("DataProtection__KeyFile"));

    [Fact]
    public Task Production_without_a_Stripe_key() => ShouldNotStartAsync("Stripe:ApiKey", Production("Stripe__ApiKey"));

    [Fact]
    public Task Production_without_the_webhook_secret() => ShouldNotStartAsync("Stripe:WebhookSecret", Production("Stripe__WebhookSecret"));

    [Fact]
    public Task Production_without_a_mail_server() => ShouldNotStartAsync("Smtp:Host", Production("Smtp__Host"));

    [Theory]
    [InlineData("urls", "ASPNETCORE_URLS", "nonsense")]
    [InlineData("Smtp:Port", "Smtp__Port", "abc")]
    [InlineData("Portal:PublicUrl", "Portal__PublicUrl", "ftp://x")]
    [InlineData("StripeSandbox:Enabled", "StripeSandbox__Enabled", "perhaps")]
    [InlineData("Data:Folder", "Data__Folder", "/proc/none")]
    public Task A_value_that_makes_no_sense(string named, string key, string value) => ShouldNotStartAsync(named, (key, value));

    [Theory]
    [InlineData("Seller:Logo cannot be used: there is no file", "/proc/none/logo.png")]
    [InlineData("neither a PNG nor a JPEG", "data:image/png;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")]
    public Task A_logo_that_no_invoice_can_show(string named, string logo) => ShouldNotStartAsync(named, ("Seller__Logo", logo));

    [Fact]
    public Task Production_without_a_seller() => ShouldNotStartAsync("Seller:Name", Production("Seller__Name"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>All that Production needs, less one.</summary>
    private (string, string)[] Production(string without)
    {
        var keyFile = Path.Combine(folder, "production.key");
        File.WriteAllText(keyFile, Convert.ToBase64String(new byte[32]));
        (string Key, string Value)[] whole =
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"), ("DataProtection__KeyFile", keyFile), ("Stripe__ApiKey", "sk_test_1"), ("Stripe__WebhookSecret", "whsec_1"),
            ("Stripe__ApiBase", "http://127.0.0.1:1"), ("Smtp__Host", "127.0.0.1"), ("Seller__Name", "Acme Inc."),
        ];
        return [.. whole.Where(setting => setting.Key != without)];
    }

    private async Task ShouldNotStartAsync(string named, params (string, string)[] settings)
    {
        await using var portal = new PortalProcess(folder, settings);

        var exitCode = await portal.RunAsync();

        exitCode.ShouldBe(1, portal.Output + portal.Errors);
        portal.Errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(named, Case.Insensitive);
        portal.Output.ShouldNotContain("   at ");
    }
}
