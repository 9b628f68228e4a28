using System.Net;
using System.Text.Json.Nodes;
using BillingPortal.Features.Auditing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Api;

[OnEveryDatabase]
public sealed class DiscountCodeTests(BillingApp app) : IClassFixture<BillingApp>
{
    private const string Route = "/standalone-teams/admin/discount-codes";

    [Fact]
    public async Task A_code_is_made_listed_and_ended()
    {
        var admin = await app.AdminAsync();

        var made = (await admin.PostAsync(Route, new { code = "Spring-26", percent_off = 12.5, duration = "repeating", duration_in_months = 3, max_redemptions = 500, plans = new[] { "starter" }, first_purchase_only = true }))
            .ShouldBe(HttpStatusCode.Created);

        made.Text("code").ShouldBe("SPRING-26");
        made.Text("status").ShouldBe("active");
        made.Number("max_per_account").ShouldBe(1);
        made.GetProperty("percent_off").GetDecimal().ShouldBe(12.5m);
        made.Text("words").ShouldBe("12.5 % off starter lines for 3 months, at most 500 times, once an account, first purchase only.");
        (await admin.DeleteAsync($"{Route}/{made.Id()}")).ShouldBe(HttpStatusCode.NoContent);
        (await admin.DeleteAsync($"{Route}/{made.Id()}")).ShouldBe(HttpStatusCode.NoContent);
        (await app.ReadCodeAsync("SPRING-26")).Text("status").ShouldBe("ended");
        await using var db = await app.DatabaseAsync();
        (await db.AuditEntries.Where(entry => entry.SubjectId == made.Id()).OrderBy(entry => entry.At).Select(entry => entry.Action).ToListAsync()).ShouldBe(["discountCode.created", "discountCode.ended"]);
    }

    [Theory]
    [InlineData("""{ "percent_off": 20, "amount_off": 500, "currency": "usd" }""", "percent_off")]
    [InlineData("{}", "percent_off")]
    [InlineData("""{ "percent_off": 0 }""", "percent_off")]
    [InlineData("""{ "percent_off": 100.01 }""", "percent_off")]
    [InlineData("""{ "percent_off": -5 }""", "percent_off")]
    [InlineData("""{ "percent_off": 33.333 }""", "percent_off")]
    [InlineData("""{ "percent_off": 79228162514264337593543950335 }""", "percent_off")]
    [InlineData("""{ "amount_off": 500 }""", "currency")]
    [InlineData("""{ "amount_off": 500, "currency": "xyz" }""", "currency")]
    [InlineData("""{ "percent_off": 5, "currency": "usd" }""", "currency")]
    [InlineData("""{ "amount_off": 0, "currency": "usd" }""", "amount_off")]
    [InlineData("""{ "amount_off": -500, "currency": "usd" }""", "amount_off")]
    [InlineData("""{ "amount_off": 9223372036854775807, "currency": "usd" }""", "amount_off")]
    [InlineData("""{ "percent_off": 20, "duration": "repeating" }""", "duration_in_months")]
    [InlineData("""{ "percent_off": 20, "duration": "repeating", "duration_in_months": 0 }""", "duration_in_months")]
    [InlineData("""{ "percent_off": 20, "duration": "once", "duration_in_months": 3 }""", "duration_in_months")]
    [InlineData("""{ "percent_off": 20, "duration": null }""", "duration")]
    [InlineData("""{ "percent_off": 20, "expires_at": "2020-01-01T00:00:00Z" }""", "expires_at")]
    [InlineData("""{ "percent_off": 20, "plans": ["platinum"] }""", "plans")]
    [InlineData("""{ "percent_off": 20, "plans": ["free"] }""", "plans")]
    [InlineData("""{ "percent_off": 20, "plans": [null] }""", "plans")]
    [InlineData("""{ "percent_off": 20, "max_redemptions": 0 }""", "max_redemptions")]
    [InlineData("""{ "percent_off": 20, "max_per_account": -1 }""", "max_per_account")]
    [InlineData("""{ "percent_off": 20, "code": "20 % OFF" }""", "code")]
    [InlineData("""{ "percent_off": 20, "code": "ÄPFEL" }""", "code")]
    [InlineData("""{ "percent_off": 20, "code": "ab" }""", "code")]
    [InlineData("""{ "percent_off": 20, "code": "A2345678901234567890123456789012345678901" }""", "code")]
    [InlineData("""{ "percent_off": 20, "code": "=cmd()" }""", "code")]
    [InlineData("""{ "percent_off": 20, "code": null }""", "code")]
    public async Task Terms_that_make_no_sense_are_refused_on_their_field(string terms, string field)
    {
        var body = JsonNode.Parse(terms)!.AsObject();
        if (!body.ContainsKey("duration")) body["duration"] = "once";
        if (!body.ContainsKey("code")) body["code"] = "NEVER-MADE";

        var admin = await app.AdminAsync();

        var problem = (await admin.PostAsync(Route, body)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");

        problem.GetProperty("errors").List(field).ShouldNotBeEmpty();
        (await admin.GetAsync($"{Route}?limit=100")).Ok().List("data").ShouldAllBe(code => code.Text("code") != "NEVER-MADE");
    }

    [Fact]
    public async Task A_code_that_differs_only_in_case_is_the_same_code_also_when_both_are_made_at_once()
    {
        var admin = await app.AdminAsync();
        string[] spellings = ["RaceCode", "racecode", "RACECODE", "rAcEcOdE"];

        var answers = await Task.WhenAll(spellings.Select(code => admin.PostAsync(Route, new { code, percent_off = 5, duration = "once" })));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1, string.Join('\n', answers.Select(answer => answer.BodyText)));
        answers.Where(answer => answer.Status != HttpStatusCode.Created).ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict);
        (await admin.PostAsync(Route, new { code = "Racecode", percent_off = 5, duration = "once" })).ShouldBeProblem(HttpStatusCode.Conflict).GetProperty("errors").List("code").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Only_administrators_make_and_end_codes_and_finance_looks()
    {
        var code = await app.CodeAsync(new { percent_off = 5, duration = "once" });
        var id = (await app.ReadCodeAsync(code)).Id();
        var finance = await app.SignedInAsync("finance@example.com");
        var owner = (await app.TeamAsync()).Owner;

        (await finance.GetAsync(Route)).Ok();
        (await finance.GetAsync($"{Route}/{id}")).Ok().Text("code").ShouldBe(code);
        (await finance.PostAsync(Route, new { code = "FINANCE", percent_off = 5, duration = "once" })).ShouldBeProblem(HttpStatusCode.Forbidden);
        (await finance.DeleteAsync($"{Route}/{id}")).ShouldBeProblem(HttpStatusCode.Forbidden);
        (await owner.GetAsync(Route)).ShouldBeProblem(HttpStatusCode.Forbidden);
        (await owner.GetAsync($"{Route}/batches")).ShouldBeProblem(HttpStatusCode.Forbidden);
        (await app.Client.GetAsync(Route)).ShouldBeProblem(HttpStatusCode.Unauthorized);
        (await app.ReadCodeAsync(code)).Text("status").ShouldBe("active");
    }

    [Fact]
    public async Task A_batch_has_as_many_codes_as_were_asked_for_each_good_once()
    {
        var admin = await app.AdminAsync();
        var batch = (await admin.PostAsync($"{Route}/batches", new { prefix = "meetup", count = 40, percent_off = 50, duration = "once" })).ShouldBe(HttpStatusCode.Created);

        var file = await admin.GetAsync($"{Route}/batches/{batch.Id()}/codes.csv");

        file.MediaType.ShouldBe("text/csv");
        var rows = file.BodyText.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(41);
        var codes = rows.Skip(1).Select(row => row.Split(',')[0]).ToList();
        codes.Distinct().Count().ShouldBe(40);
        codes.ShouldAllBe(code => code.StartsWith("MEETUP-", StringComparison.Ordinal) && code.Length == 19);
        var (first, second) = (await app.TeamAsync("First of two"), await app.TeamAsync("Second of two"));
        (await first.UpgradeWithAsync(codes[0].ToLowerInvariant())).Ok().GetProperty("invoice").Number("discount_total").ShouldBe(5_00);
        (await second.UpgradeWithAsync(codes[0])).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").List("discount_code").ShouldHaveSingleItem();
        (await admin.GetAsync($"{Route}/batches")).Ok().List("data").Single(known => known.Id() == batch.Id()).Number("redeemed").ShouldBe(1);
        (await admin.DeleteAsync($"{Route}/batches/{batch.Id()}")).ShouldBe(HttpStatusCode.NoContent);
        (await second.UpgradeWithAsync(codes[1])).ShouldBeProblem(HttpStatusCode.BadRequest).Text("detail").ShouldContain("has ended");
    }

    [Theory]
    [InlineData("""{ "prefix": "X Y" }""", "prefix")]
    [InlineData("""{ "count": 0 }""", "count")]
    [InlineData("""{ "count": 10001 }""", "count")]
    [InlineData("""{ "percent_off": 101 }""", "percent_off")]
    public async Task A_batch_that_makes_no_sense_is_refused_on_its_field(string terms, string field)
    {
        var body = JsonNode.Parse("""{ "prefix": "GOOD", "count": 3, "percent_off": 5, "duration": "once" }""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(terms)!.AsObject()) body[name] = value?.DeepClone();

        (await (await app.AdminAsync()).PostAsync($"{Route}/batches", body)).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").List(field).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_code_that_may_not_be_used_is_refused_with_the_rule_and_nothing_changes()
    {
        var team = await app.TeamAsync("Refused");
        var euro = await app.CodeAsync(new { amount_off = 500, currency = "eur", duration = "once" });
        var other = await app.CodeAsync(new { percent_off = 5, duration = "once", plans = new[] { "nonprofit" } });
        var brief = await app.CodeAsync(new { percent_off = 5, duration = "once", expires_at = app.Now.AddDays(1) });
        var ended = await app.CodeAsync(new { percent_off = 5, duration = "once" });
        await (await app.AdminAsync()).DeleteAsync($"{Route}/{(await app.ReadCodeAsync(ended)).Id()}");
        await app.AdvanceAsync(days: 2);

        await RefusedAsync("NO-SUCH-CODE", "There is no such discount code.");
        await RefusedAsync(new string('X', 41), "There is no such discount code.");
        await RefusedAsync(euro, $"The code {euro} is for accounts billed in EUR. Yours is billed in USD.");
        await RefusedAsync(other, $"The code {other} is not for this plan. It is for: nonprofit.");
        await RefusedAsync(brief, $"The code {brief} expired on");
        await RefusedAsync(ended, $"The code {ended} has ended.");

        (await team.PlanAsync()).ShouldBe("free");
        (await team.InvoicesAsync()).ShouldBeEmpty();

        async Task RefusedAsync(string code, string sentence)
        {
            foreach (var dryRun in new[] { true, false })
            {
                var problem = (await team.UpgradeWithAsync(code, dryRun: dryRun)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request");
                problem.GetProperty("errors").List("discount_code").ShouldHaveSingleItem().GetString()!.ShouldStartWith(sentence);
            }
        }
    }
}
