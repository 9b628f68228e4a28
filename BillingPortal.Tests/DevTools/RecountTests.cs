using BillingPortal.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace BillingPortal.Tests.DevTools;

/// <summary>What an operator types to know that no rollup lies.</summary>
public sealed class RecountTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-recount-").FullName;

    [Fact]
    public async Task Rollups_that_equal_their_events_are_said_to_and_one_that_lies_is_named()
    {
        await using (var portal = new PortalProcess(folder, ("Jobs__Enabled", "false")))
        {
            await portal.StartAsync();
            await portal.Client.PostAsync("/identity/register", new { email = "maya@example.com", password = BillingApp.Password });
            var login = (await portal.Client.PostAsync("/identity/login", new { email = "maya@example.com", password = BillingApp.Password })).Ok();
            using var maya = new ApiClient(portal.Address, login.Text("accessToken"));
            var team = (await maya.PostAsync("/standalone-teams/create", new { name = "Acme", country = "US", region = "NY" })).Ok();
            (await maya.PostAsync("/billing-engine/usage/track", new { event_id = "a", team_id = team.Id(), metric = "api_calls", quantity = 41 })).Ok();
        }
        await using (var honest = new PortalProcess(folder))
        {
            (await honest.RunAsync("recount")).ShouldBe(0, honest.Errors);
            honest.Output.ShouldContain("equal their events");
        }
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "billing.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var lie = connection.CreateCommand();
            lie.CommandText = "UPDATE \"UsageTotals\" SET \"Sum\" = 42";
            (await lie.ExecuteNonQueryAsync()).ShouldBe(1);
        }
        await using var caught = new PortalProcess(folder);
        (await caught.RunAsync("recount")).ShouldBe(1);
        caught.Output.ShouldContain("Acme");
        caught.Output.ShouldContain("Sum = 42");
        caught.Output.ShouldContain("Sum = 41");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
