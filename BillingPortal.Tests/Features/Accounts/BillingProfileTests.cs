using System.Net;
using BillingPortal.Data;
using BillingPortal.Features.Access;
using BillingPortal.Features.Auditing;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Features.Accounts;

[OnEveryDatabase]
public sealed class BillingProfileTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task A_new_team_is_billed_where_its_owner_said_and_mailed_to_its_owner()
    {
        var team = await app.TeamAsync();

        var profile = (await team.Owner.GetAsync(Path(team))).Ok();

        profile.GetProperty("address").Text("country").ShouldBe("US");
        profile.GetProperty("address").Text("region").ShouldBe("NY");
        profile.Text("billing_email").ShouldBe(team.Owner.Email);
        profile.Text("customer_kind").ShouldBe("business");
        profile.Text("language").ShouldBe("en");
        profile.Text("time_zone").ShouldBe("Etc/UTC");
    }

    [Fact]
    public async Task What_was_filled_in_is_what_is_read_back()
    {
        var team = await app.TeamAsync();

        (await team.Owner.PutAsync(Path(team), Munich)).Ok();

        var profile = (await team.Owner.GetAsync(Path(team))).Ok();
        profile.Text("legal_name").ShouldBe("Nordlicht GmbH");
        profile.Text("billing_email").ShouldBe("rechnung@example.com");
        profile.Text("tax_id").ShouldBe("DE136695976");
        profile.Text("customer_kind").ShouldBe("consumer");
        profile.Text("language").ShouldBe("de");
        profile.Text("time_zone").ShouldBe("Europe/Berlin");
        profile.Text("purchase_order").ShouldBe("PO-77");
        var address = profile.GetProperty("address");
        address.Text("line1").ShouldBe("Isarstr. 12");
        address.Text("line2").ShouldBe("3. Stock");
        address.Text("city").ShouldBe("München");
        address.Text("postal_code").ShouldBe("80469");
        address.Text("country").ShouldBe("DE");
        address.IsNull("region").ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_billing_email_the_present_one_stays()
    {
        var team = await app.TeamAsync();

        var saved = (await team.Owner.PutAsync(Path(team), new { address = new { country = "FR" }, customer_kind = "business" })).Ok();

        saved.Text("billing_email").ShouldBe(team.Owner.Email);
    }

    [Theory]
    [InlineData("country", """{"address":{"country":"ZZ"}}""")]
    [InlineData("country", """{"address":{"line1":"1 Main St"}}""")]
    [InlineData("country", """{"address":{"region":"NY"}}""")]
    [InlineData("region", """{"address":{"country":"US"}}""")]
    [InlineData("region", """{"address":{"country":"US","region":"ON"}}""")]
    [InlineData("region", """{"address":{"country":"DE","region":"BADEN-WUERTTEMBERG"}}""")]
    [InlineData("postal_code", """{"address":{"country":"DE","postal_code":"123456789012345678901"}}""")]
    [InlineData("address", """{"address":null}""")]
    [InlineData("time_zone", """{"address":{"country":"DE"},"time_zone":"Mars/Olympus"}""")]
    [InlineData("time_zone", """{"address":{"country":"DE"},"time_zone":"Eastern Standard Time"}""")]
    [InlineData("time_zone", """{"address":{"country":"DE"},"time_zone":null}""")]
    [InlineData("language", """{"address":{"country":"DE"},"language":"tlh"}""")]
    [InlineData("language", """{"address":{"country":"DE"},"language":null}""")]
    [InlineData("billing_email", """{"address":{"country":"DE"},"billing_email":"nobody"}""")]
    [InlineData("tax_id", """{"address":{"country":"DE"},"tax_id":"DE13669597601234567890123456789012345678901"}""")]
    public async Task A_refusal_names_its_field_and_changes_nothing(string field, string body)
    {
        var team = await app.TeamAsync();
        var before = (await team.Owner.GetAsync(Path(team))).BodyText;

        var problem = (await team.Owner.SendAsync(HttpMethod.Put, Path(team), new StringContent(body, System.Text.Encoding.UTF8, "application/json")))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").List(field).ShouldHaveSingleItem().GetString().ShouldNotBeNullOrWhiteSpace();
        (await team.Owner.GetAsync(Path(team))).BodyText.ShouldBe(before);
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_has_changed_meanwhile_is_refused()
    {
        var team = await app.TeamAsync();
        var seen = (await team.Owner.GetAsync(Path(team))).Ok().Number("version");
        (await team.Owner.PutAsync(Path(team), new { address = new { country = "DE" }, version = seen })).Ok();

        (await team.Owner.PutAsync(Path(team), new { address = new { country = "FR" }, version = seen })).ShouldBeProblem(HttpStatusCode.Conflict, "conflict")
            .Text("detail").ShouldBe("Somebody else changed this meanwhile. Look at it again.");

        (await team.Owner.GetAsync(Path(team))).Ok().GetProperty("address").Text("country").ShouldBe("DE");
    }

    [Fact]
    public async Task Of_many_who_save_at_once_from_the_same_page_one_succeeds()
    {
        var team = await app.TeamAsync();
        var seen = (await team.Owner.GetAsync(Path(team))).Ok().Number("version");

        var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(line => team.Owner.PutAsync(Path(team), new { address = new { country = "DE", line1 = $"Weg {line}" }, version = seen })));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.OK)) refused.ShouldBeProblem(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task To_a_stranger_there_is_no_profile_to_change()
    {
        var team = await app.TeamAsync();
        using var stranger = await app.SignedInAsync();

        (await stranger.PutAsync(Path(team), Munich)).ShouldBeProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_member_neither_reads_nor_changes_where_the_team_is_billed()
    {
        var team = await app.TeamAsync();
        using var member = await app.SignedInAsync();
        await JoinAsync(team, member.Email, TeamRole.Member);

        (await member.GetAsync(Path(team))).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await member.PutAsync(Path(team), Munich)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Street_and_tax_id_cannot_be_read_in_the_database()
    {
        var team = await app.TeamAsync();
        (await team.Owner.PutAsync(Path(team), Munich)).Ok();

        await using var db = await app.DatabaseAsync();
        foreach (var (column, secret) in new[] { ("Profile_Line1", "Isarstr"), ("Profile_Line2", "Stock"), ("Profile_TaxId", "136695976") })
        {
            var stored = await StoredAsync(db, column, team.AccountId);
            stored.Length.ShouldBeGreaterThan(40);
            stored.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task The_audit_trail_says_who_changed_which_fields_but_not_to_what()
    {
        var team = await app.TeamAsync();
        (await team.Owner.PutAsync(Path(team), Munich)).Ok();
        (await team.Owner.PutAsync(Path(team), Munich)).Ok();

        await using var db = await app.DatabaseAsync();
        var entry = (await db.AuditEntries.Where(entry => entry.SubjectId == team.AccountId && entry.Action == "billingProfile.changed").ToListAsync()).ShouldHaveSingleItem();
        entry.UserId.ShouldNotBeNull();
        entry.Details.ShouldBe("legal_name, billing_email, address, tax_id, customer_kind, language, time_zone, purchase_order");
    }

    internal static readonly object Munich = new
    {
        legal_name = " Nordlicht GmbH ", billing_email = "rechnung@example.com", tax_id = "DE136695976", customer_kind = "consumer", language = "de", time_zone = "Europe/Berlin", purchase_order = "PO-77",
        address = new { line1 = "Isarstr. 12", line2 = "3. Stock", city = "München", postal_code = "80469", country = "de" },
    };

    internal static string Path(TestTeam team) => $"/standalone-teams/{team.Id}/billing-profile";

    private async Task JoinAsync(TestTeam team, string email, TeamRole role)
    {
        await using var db = await app.DatabaseAsync();
        var user = await db.Set<IdentityUser>().SingleAsync(user => user.Email == email);
        db.Add(Membership.Of(team.Id, team.AccountId, user.Id, role, app.Now.UtcDateTime));
        await db.SaveChangesAsync();
    }

    private static async Task<string> StoredAsync(BillingDbContext db, string column, Guid accountId)
    {
        var name = (string text) => db.Database.IsSqlServer() ? $"[{text}]" : $"\"{text}\"";
        var sql = $"SELECT {name(column)} AS {name("Value")} FROM {name("Accounts")} WHERE {name("Id")} = {{0}}";
        return await db.Database.SqlQueryRaw<string>(sql, accountId).SingleAsync();
    }
}
