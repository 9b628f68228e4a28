using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.DevTools;

/// <summary>What an operator types, as processes of their own.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-commands-").FullName;

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("job", "no-such-job")]
    [InlineData("job")]
    [InlineData("clock", "advance", "soon")]
    [InlineData("admin", "create", "nobody")]
    public async Task What_cannot_be_done_is_said_in_one_line(params string[] words)
    {
        await using var portal = new PortalProcess(folder);

        (await portal.RunAsync(words)).ShouldBe(1);

        portal.Errors.Trim().Split('\n').ShouldHaveSingleItem();
        portal.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task The_first_administrator_gets_a_link_and_nobody_gets_a_second_one()
    {
        await using var first = new PortalProcess(folder, Staging());
        await using var second = new PortalProcess(folder, Staging());

        (await first.RunAsync("admin", "create", "boss@example.com")).ShouldBe(0, first.Errors);
        (await second.RunAsync("admin", "create", "other@example.com")).ShouldBe(1);

        first.Output.ShouldContain("/account/reset-password?email=boss%40example.com&code=");
        second.Errors.ShouldContain("There is an administrator already");
    }

    [Fact]
    public async Task A_job_can_be_run_beside_a_running_portal()
    {
        await using var portal = new PortalProcess(folder, ("Jobs__Enabled", "false"));
        await portal.StartAsync();
        await portal.Client.PostAsync("/identity/register", new { email = "maya@example.com", password = BillingApp.Password });

        await using var job = new PortalProcess(folder);
        (await job.RunAsync("job", "emails")).ShouldBe(0, job.Errors);

        (await portal.Client.GetAsync("/dev/emails")).Ok().List("data").Single().IsNull("sent_at").ShouldBeFalse();
    }

    [Fact]
    public async Task The_clock_of_a_running_portal_is_moved_from_outside()
    {
        await using var portal = new PortalProcess(folder, ("Jobs__Enabled", "false"));
        await portal.StartAsync();

        await using var clock = new PortalProcess(folder, ("ASPNETCORE_URLS", portal.Address.ToString()));
        (await clock.RunAsync("clock", "advance", "31d")).ShouldBe(0, clock.Errors);

        clock.Output.ShouldContain("\"jobs_run\"");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private (string, string)[] Staging()
    {
        var keyFile = Path.Combine(folder, "staging.key");
        if (!File.Exists(keyFile)) File.WriteAllText(keyFile, Convert.ToBase64String(new byte[32]));
        return [("ASPNETCORE_ENVIRONMENT", "Staging"), ("DataProtection__KeyFile", keyFile), ("StripeSandbox__Enabled", "true"), ("Smtp__Host", "127.0.0.1"), ("Seller__Name", "Acme Inc.")];
    }
}
