using System.Net;
using System.Net.Http.Json;
using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>Invoices on demand, and what becomes of them.</summary>
[OnEveryDatabase]
public sealed class InvoiceOrderTests(InvoiceOrderTests.Fixture fixture) : IClassFixture<InvoiceOrderTests.Fixture>
{
    private readonly BillingApp app = fixture.App;

    /// <summary>Finance and owners sign in more often here than one person would.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public BillingApp App { get; } = new();

        public ValueTask InitializeAsync()
        {
            App.Settings["Limits:PasswordTriesAMinute"] = "10000";
            return App.InitializeAsync();
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    private const string Generate = "/billing-engine/invoices/generate";

    [Fact]
    public async Task A_one_off_invoice_is_placed_compared_issued_mailed_and_collected()
    {
        var team = await app.StarterTeamAsync("Workshop");
        var finance = await app.SignedInAsync("finance@example.com");

        var invoice = (await finance.PostAsync(Generate, OneOff(team))).ShouldBe(HttpStatusCode.Created);

        (invoice.Text("status"), invoice.Number("subtotal"), invoice.Number("total")).ShouldBe(("open", 300_00, 312_00));
        invoice.List("lines").ShouldHaveSingleItem().Text("kind").ShouldBe("one_off");
        (await app.StripeInvoiceAsync(invoice)).Number("total").ShouldBe(312_00);
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await app.ChargedAsync(team)).ShouldBe([10_40, 312_00]);
        (await team.EmailsAsync()).ShouldContain(mail => mail.Text("subject").Contains(invoice.Text("number"), StringComparison.Ordinal));
        (await team.Owner.GetAsync($"/billing-engine/invoices/{invoice.Id()}/pdf")).MediaType.ShouldBe("application/pdf");
    }

    [Fact]
    public async Task A_line_outside_the_scope_of_tax_bears_none_here_at_Stripe_and_in_the_PDF()
    {
        var team = await app.StarterTeamAsync("Deposit");
        var finance = await app.SignedInAsync("finance@example.com");

        var invoice = (await finance.PostAsync(Generate, new
        {
            team_id = team.Id, kind = "one_off",
            lines = new object[] { new { description = "Workshop", quantity = 1, unit_amount = 100_00 }, new { description = "Returnable deposit", quantity = 1, unit_amount = 50_00, tax_category = "outside_scope" } },
        })).ShouldBe(HttpStatusCode.Created);

        (invoice.Text("status"), invoice.Number("subtotal"), invoice.Number("tax_total"), invoice.Number("total")).ShouldBe(("open", 150_00, 4_00, 154_00));
        invoice.List("taxes").ShouldHaveSingleItem().Number("taxable_amount").ShouldBe(100_00);
        invoice.List("lines").Select(line => line.List("tax_rates").Count).ShouldBe([1, 0]);
        var stripes = await app.StripeInvoiceAsync(invoice);
        stripes.Number("total").ShouldBe(154_00);
        stripes.GetProperty("lines").List("data").Single(line => line.Text("description") == "Returnable deposit").List("taxes").ShouldBeEmpty();
        (await PdfText.OfAsync((await team.Owner.GetAsync($"/billing-engine/invoices/{invoice.Id()}/pdf")).Body)).ShouldMatch(@"Returnable deposit +1 +\$50\.00 +\$50\.00");
    }

    [Fact]
    public async Task What_was_seen_is_what_is_sent_or_nothing_is()
    {
        var team = await app.StarterTeamAsync("Seen");
        var finance = await app.SignedInAsync("finance@example.com");
        object Order(long due) => new { team_id = team.Id, kind = "one_off", amount_due = due, lines = new[] { new { description = "Workshop", quantity = 1, unit_amount = 100_00 } } };

        (await finance.PostAsync(Generate, Order(103_99))).ShouldBeProblem(HttpStatusCode.Conflict, "price_changed");
        (await team.InvoicesAsync()).ShouldHaveSingleItem();
        (await finance.PostAsync(Generate, Order(104_00))).ShouldBe(HttpStatusCode.Created).Number("amount_due").ShouldBe(104_00);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_invoice_even_long_after_its_answer_was_lost()
    {
        var team = await app.StarterTeamAsync("Again");
        var finance = await app.SignedInAsync("finance@example.com");
        var (key, body) = (Guid.NewGuid().ToString(), OneOff(team));
        var first = (await SendAsync(finance, key, body)).ShouldBe(HttpStatusCode.Created);
        await using (var db = await app.DatabaseAsync()) await db.Set<BillingPortal.Api.IdempotentRequest>().Where(request => request.Key == key).ExecuteDeleteAsync();

        (await SendAsync(finance, key, body)).ShouldBe(HttpStatusCode.OK).Id().ShouldBe(first.Id());
        await using (var db = await app.DatabaseAsync()) await db.Set<BillingPortal.Api.IdempotentRequest>().Where(request => request.Key == key).ExecuteDeleteAsync();
        (await SendAsync(finance, key, OneOff(team, unitAmount: 1_00))).ShouldBeProblem(HttpStatusCode.Conflict, "idempotency_mismatch");

        (await team.InvoicesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_period_is_billed_when_it_is_due_and_only_once()
    {
        var team = await app.StarterTeamAsync("Period");
        var finance = await app.SignedInAsync("finance@example.com");
        var first = (await team.InvoicesAsync()).Single();
        (await finance.PostAsync(Generate, new { team_id = team.Id, kind = "period" })).ShouldBe(HttpStatusCode.OK).Id().ShouldBe(first.Id());
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromMinutes(50)));
        await app.PassAsync(TimeSpan.FromMinutes(30));

        var renewal = (await finance.PostAsync(Generate, new { team_id = team.Id, kind = "period" })).ShouldBe(HttpStatusCode.Created);

        renewal.Number("total").ShouldBe(10_40);
        (await finance.PostAsync(Generate, new { team_id = team.Id, kind = "period" })).ShouldBe(HttpStatusCode.OK).Id().ShouldBe(renewal.Id());
    }

    [Fact]
    public async Task Nothing_to_bill_is_said_so()
    {
        var team = await app.TeamAsync("Free");
        var finance = await app.SignedInAsync("finance@example.com");

        (await finance.PostAsync(Generate, new { team_id = team.Id, kind = "period" })).ShouldBeProblem(HttpStatusCode.Conflict, "nothing_to_bill");
    }

    [Fact]
    public async Task Only_finance_may_and_strangers_learn_nothing()
    {
        var team = await app.TeamAsync("Guarded");
        using var stranger = await app.SignedInAsync();

        (await team.Owner.PostAsync(Generate, OneOff(team))).ShouldBeProblem(HttpStatusCode.Forbidden);
        (await stranger.PostAsync(Generate, OneOff(team))).ShouldBeProblem(HttpStatusCode.NotFound);
        (await app.Client.PostAsync(Generate, OneOff(team))).ShouldBeProblem(HttpStatusCode.Unauthorized);
    }

    public static TheoryData<string, string> BadLines => new()
    {
        { """{"description":"A","quantity":1,"unit_amount":0}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":1,"unit_amount":-5}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":1,"unit_amount":1.5}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":1,"unit_amount":"100"}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":1,"unit_amount":99999999999999999999}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":1,"unit_amount":9223372036854775807}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":1000000,"unit_amount":99999999}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":1}""", "lines[0].unit_amount" },
        { """{"description":"A","quantity":0,"unit_amount":100}""", "lines[0].quantity" },
        { """{"description":"A","quantity":-1,"unit_amount":100}""", "lines[0].quantity" },
        { """{"description":"A","quantity":0.5,"unit_amount":100}""", "lines[0].quantity" },
        { """{"description":" ","quantity":1,"unit_amount":100}""", "lines[0].description" },
        { """{"description":"A\nB","quantity":1,"unit_amount":100}""", "lines[0].description" },
        { """{"quantity":1,"unit_amount":100}""", "lines[0].description" },
        { """{"description":"A","quantity":1,"unit_amount":100,"tax_category":"luxury"}""", "lines[0].tax_category" },
        { """{"description":"A","quantity":1,"unit_amount":47}""", "lines" },
        { "null", "lines[0]" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task A_line_that_cannot_be_billed_is_named_and_nothing_is_stored(string line, string field)
    {
        var team = await app.TeamAsync("Bad lines");
        var finance = await app.SignedInAsync("finance@example.com");

        using var body = new StringContent($$"""{"team_id":"{{team.Id}}","kind":"one_off","lines":[{{line}}]}""", System.Text.Encoding.UTF8, "application/json");
        var problem = (await finance.SendAsync(HttpMethod.Post, Generate, body)).ShouldBeProblem(HttpStatusCode.BadRequest);

        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(field);
        await using var db = await app.DatabaseAsync();
        (await db.Invoices.AnyAsync(invoice => invoice.AccountId == team.AccountId)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"kind":"one_off"}""", "team_id")]
    [InlineData("""{"team_id":"TEAM"}""", "kind")]
    [InlineData("""{"team_id":"TEAM","kind":"yearly"}""", "kind")]
    [InlineData("""{"team_id":"TEAM","kind":"one_off"}""", "lines")]
    [InlineData("""{"team_id":"TEAM","kind":"one_off","lines":[]}""", "lines")]
    [InlineData("""{"team_id":"TEAM","kind":"period","lines":[]}""", "lines")]
    public async Task An_order_that_makes_no_sense_names_what_is_wrong(string order, string field)
    {
        var team = await app.TeamAsync("Bad order");
        var finance = await app.SignedInAsync("finance@example.com");

        using var body = new StringContent(order.Replace("TEAM", team.Id.ToString(), StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
        (await finance.SendAsync(HttpMethod.Post, Generate, body)).ShouldBeProblem(HttpStatusCode.BadRequest).GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(field);
    }

    [Fact]
    public async Task A_revoked_link_is_gone_and_the_mail_s_picture_tells_that_it_was_opened()
    {
        var team = await app.StarterTeamAsync("Links");
        await app.AdvanceAsync(TimeSpan.FromMinutes(5));
        var html = (await team.EmailsAsync()).Select(mail => mail.Text("html")).First(mail => mail.Contains("/pdf?token=", StringComparison.Ordinal));
        var link = System.Text.RegularExpressions.Regex.Match(html, "/billing-engine/invoices/[^\"]*/pdf\\?token=[\\w-]+").Value;
        var picture = System.Text.RegularExpressions.Regex.Match(html, "/billing-engine/mail/[0-9a-f]+\\.gif").Value;
        (await app.Client.GetAsync(picture)).MediaType.ShouldBe("image/gif");
        (await app.Client.GetAsync(link)).MediaType.ShouldBe("application/pdf");
        var owner = await ActorAsync(team);
        var reading = app.Services.GetService(typeof(InvoiceReading)) as InvoiceReading;
        var linking = app.Services.GetService(typeof(InvoiceLinking)) as InvoiceLinking;
        var invoice = (await team.InvoicesAsync()).Single().Id();
        (await reading!.OpenAsync(owner, team.Id, invoice)).Value!.History.Select(one => one.Text).ShouldBe(
            ["Downloaded by the link in the mail", "Mail opened", $"Sent to {team.Owner.Email}", "Issued as", "Paid"], Comparer, ignoreOrder: true);

        (await linking!.RevokeAsync(owner, team.Id, invoice)).Problem.ShouldBeNull();

        (await app.Client.GetAsync(link)).ShouldBeProblem(HttpStatusCode.Gone);
        (await linking.RevokeAsync(owner, team.Id, invoice)).Problem!.Kind.ShouldBe(BillingPortal.Shared.ProblemKind.Conflict);
    }

    private static readonly IEqualityComparer<string> Comparer = EqualityComparer<string>.Create((a, b) => a!.StartsWith(b!, StringComparison.Ordinal) || b!.StartsWith(a, StringComparison.Ordinal), _ => 0);

    private static Task<BillingPortal.Shared.Actor> ActorAsync(TestTeam team) => Task.FromResult(new BillingPortal.Shared.Actor
    {
        Name = "Owner", UserId = "owner", Memberships = [new(team.Id, team.AccountId, BillingPortal.Shared.TeamRole.Owner)],
    });

    private static object OneOff(TestTeam team, long unitAmount = 150_00) => new { team_id = team.Id, kind = "one_off", lines = new[] { new { description = "Workshop", quantity = 2, unit_amount = unitAmount } } };

    private static Task<Answer> SendAsync(ApiClient finance, string key, object body) => finance.SendAsync(HttpMethod.Post, Generate, JsonContent.Create(body), ("Idempotency-Key", key));
}
