using System.Net;
using BillingPortal.Features.Auditing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Api;

/// <summary>Granting and voiding credit over the API: who may, how much, and what is refused.</summary>
[OnEveryDatabase]
public sealed class CreditGrantTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task Finance_grants_credit_and_the_team_sees_it_has_it_and_is_told()
    {
        var team = await app.TeamAsync();

        var grant = await app.GrantAsync(team, 50_00, "prepaid", app.Now.AddDays(30), "Paid by bank transfer");

        grant.Number("left").ShouldBe(50_00);
        var credits = (await team.BillingAsync()).GetProperty("credits");
        credits.Number("balance").ShouldBe(50_00);
        var listed = credits.List("grants").ShouldHaveSingleItem();
        (listed.Text("kind"), listed.Text("reason"), listed.Text("state")).ShouldBe(("prepaid", "Paid by bank transfer", "active"));
        await app.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await team.EmailsAsync()).Single(mail => mail.Text("subject").Contains("credit", StringComparison.Ordinal)).Text("kind").ShouldBe("account");
        await using var db = await app.DatabaseAsync();
        (await db.Set<AuditEntry>().SingleAsync(entry => entry.SubjectId == team.AccountId && entry.Action == "credit.granted")).UserId.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("amount", "0")]
    [InlineData("amount", "-1")]
    [InlineData("amount", "1.5")]
    [InlineData("amount", "1000000000000")]
    [InlineData("amount", "99999999999999999999")]
    [InlineData("amount", "50001")]
    [InlineData("amount", "\"NaN\"")]
    [InlineData("currency", "\"eur\"")]
    [InlineData("currency", "\"doubloon\"")]
    [InlineData("currency", "null")]
    [InlineData("kind", "\"stolen\"")]
    [InlineData("kind", "null")]
    [InlineData("reason", "\"\"")]
    [InlineData("reason", "\"   \"")]
    [InlineData("reason", "\"a\\nb\"")]
    [InlineData("reason", "\"a\\u0000b\"")]
    [InlineData("expires_at", "\"2001-01-01T00:00:00Z\"")]
    [InlineData("expires_at", "\"yesterday\"")]
    [InlineData("priority", "-1")]
    public async Task What_cannot_be_granted_is_refused_on_its_field_and_nothing_changes(string field, string value)
    {
        var team = await app.TeamAsync();
        using var finance = await app.FinanceAsync();
        var body = new Dictionary<string, string>
        {
            ["team_id"] = $"\"{team.Id}\"", ["amount"] = "100", ["currency"] = "\"usd\"", ["kind"] = "\"promotional\"", ["reason"] = "\"Test\"", [field] = value,
        };
        using var json = new StringContent($"{{{string.Join(',', body.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}", System.Text.Encoding.UTF8, "application/json");

        var problem = (await finance.SendAsync(HttpMethod.Post, "/standalone-teams/admin/credits/grant", json)).ShouldBeProblem(HttpStatusCode.BadRequest);

        problem.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(problem.ToString());
        (await team.CreditBalanceAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_reason_has_a_length_that_fits_everywhere()
    {
        var team = await app.TeamAsync();
        using var finance = await app.FinanceAsync();

        (await finance.PostAsync("/standalone-teams/admin/credits/grant", Grant(team.Id, 100, new string('r', 201)))).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").TryGetProperty("reason", out _).ShouldBeTrue();
        (await finance.PostAsync("/standalone-teams/admin/credits/grant", Grant(team.Id, 100, new string('r', 200)))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_unknown_team_is_named()
    {
        using var finance = await app.FinanceAsync();

        (await finance.PostAsync("/standalone-teams/admin/credits/grant", Grant(Guid.NewGuid(), 100))).ShouldBeProblem(HttpStatusCode.NotFound).GetProperty("errors").TryGetProperty("team_id", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task An_administrator_grants_more_than_finance_may()
    {
        var team = await app.TeamAsync();
        using var finance = await app.FinanceAsync();
        using var admin = await app.SignedInAsync("admin@example.com");

        (await finance.PostAsync("/standalone-teams/admin/credits/grant", Grant(team.Id, 500_00))).ShouldBe(HttpStatusCode.Created);
        (await finance.PostAsync("/standalone-teams/admin/credits/grant", Grant(team.Id, 500_01))).ShouldBeProblem(HttpStatusCode.BadRequest, "over_limit");
        (await admin.PostAsync("/standalone-teams/admin/credits/grant", Grant(team.Id, 5_000_00))).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Nobody_else_grants_or_voids()
    {
        var team = await app.TeamAsync();
        var grant = await app.GrantAsync(team, 100);

        foreach (var caller in new[] { team.Owner, await app.SignedInAsync("reviewer@example.com"), await app.SignedInAsync() })
        {
            (await caller.PostAsync("/standalone-teams/admin/credits/grant", Grant(team.Id, 100))).ShouldBeProblem(HttpStatusCode.Forbidden);
            (await caller.PostAsync($"/standalone-teams/admin/credits/{grant.Id()}/void", new { reason = "Mine" })).ShouldBeProblem(HttpStatusCode.Forbidden);
        }
        (await app.Client.PostAsync("/standalone-teams/admin/credits/grant", Grant(team.Id, 100))).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await team.CreditBalanceAsync()).ShouldBe(100);
    }

    [Fact]
    public async Task What_is_left_can_be_voided_once_with_a_reason()
    {
        var team = await app.TeamAsync();
        var grant = await app.GrantAsync(team, 100);
        using var finance = await app.FinanceAsync();
        var path = $"/standalone-teams/admin/credits/{grant.Id()}/void";

        (await finance.PostAsync(path, new { reason = "" })).ShouldBeProblem(HttpStatusCode.BadRequest);
        (await finance.PostAsync(path, new { reason = "Granted twice" })).Ok().Text("state").ShouldBe("voided");
        (await finance.PostAsync(path, new { reason = "Granted twice" })).ShouldBeProblem(HttpStatusCode.Conflict);

        (await team.CreditBalanceAsync()).ShouldBe(0);
        await using var db = await app.DatabaseAsync();
        (await db.Set<AuditEntry>().SingleAsync(entry => entry.SubjectId == team.AccountId && entry.Action == "credit.voided")).Details!.ShouldContain("Granted twice");
    }

    private static object Grant(Guid teamId, long amount, string reason = "Test") => new { team_id = teamId, amount, currency = "usd", kind = "promotional", reason };
}
