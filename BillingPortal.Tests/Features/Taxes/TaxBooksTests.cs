using BillingPortal.Features.Auditing;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Taxes;

/// <summary>Registrations and certificates that finance records.</summary>
[OnEveryDatabase]
public sealed class TaxBooksTests(BillingApp app) : IClassFixture<BillingApp>
{
    private CertificateService Certificates => app.Services.GetRequiredService<CertificateService>();

    private TaxRegistrationService Registrations => app.Services.GetRequiredService<TaxRegistrationService>();

    private DateOnly Today => DateOnly.FromDateTime(app.Now.UtcDateTime);

    [Fact]
    public async Task A_certificate_frees_from_its_tax_from_its_first_to_its_last_day_and_the_invoice_prints_why()
    {
        var team = await app.StarterTeamAsync("Charity", "US", "TX");
        var last = Today.AddDays(40);
        (await Certificates.AddAsync(Actor.System, Certificate(team) with { Until = last })).Problem.ShouldBeNull();

        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(4)));
        await app.AdvanceAsync(await app.UntilRenewalAsync(team, after: TimeSpan.FromHours(4)));

        var invoices = await team.InvoicesAsync();
        invoices.Select(invoice => invoice.Number("tax_total")).ShouldBe([50, 0, 50]);
        invoices[1].List("taxes").ShouldHaveSingleItem().Text("reason").ShouldBe("customer_exempt");
        (await app.ChargedAsync(team)).ShouldBe([10_50, 10_00, 10_50]);
        (await NotesAsync(invoices[1].Id())).ShouldContain($"Exempt from Texas sales tax (6.25 % on 80 %): Non-profit organization, certificate TX-501-77, valid until {DateWords.Day(last)}.");
    }

    [Fact]
    public async Task A_certificate_of_one_state_frees_in_no_other()
    {
        var team = await app.TeamAsync("Elsewhere", "US", "NY");
        await Certificates.AddAsync(Actor.System, Certificate(team));

        (await ReverseChargeTests.TaxAsync(app, team)).ShouldHaveSingleItem().Percentage.ShouldBe(4);
    }

    [Fact]
    public async Task Ending_a_certificate_brings_the_tax_back_and_both_are_in_the_audit_trail()
    {
        var team = await app.TeamAsync("Ended", "US", "TX");
        var added = (await Certificates.AddAsync(Actor.System, Certificate(team) with { From = Today.AddDays(-3) })).Value!;
        (await ReverseChargeTests.TaxAsync(app, team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.Exempt);

        (await Certificates.EndAsync(Actor.System, added.Id, Today.AddDays(-1))).Problem.ShouldBeNull();

        (await ReverseChargeTests.TaxAsync(app, team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.PartlyCharged);
        (await Certificates.EndAsync(Actor.System, added.Id, Today)).Problem!.Errors.Keys.ShouldBe(["until"]);
        await using var db = await app.DatabaseAsync();
        (await db.AuditEntries.Where(entry => entry.SubjectId == team.AccountId && entry.Action.StartsWith("certificate.")).OrderBy(entry => entry.Id).Select(entry => entry.Action).ToListAsync())
            .ShouldBe(["certificate.recorded", "certificate.ended"]);
    }

    [Fact]
    public async Task A_change_that_frees_or_taxes_reaches_the_subscription_at_Stripe_now_and_on_the_days_to_come()
    {
        var team = await app.StarterTeamAsync("Followed", "US", "TX");
        (await RatesAtStripeAsync(team)).ShouldBe(1);

        (await Certificates.AddAsync(Actor.System, Certificate(team) with { Until = Today.AddDays(4) })).Problem.ShouldBeNull();
        await app.AdvanceAsync(TimeSpan.FromHours(1));
        (await RatesAtStripeAsync(team)).ShouldBe(0);

        await app.AdvanceAsync(6);
        (await RatesAtStripeAsync(team)).ShouldBe(1);
    }

    [Theory]
    [InlineData("account", "nobody@nowhere.example", "US-TX", "T-1", "Resale", "2026-01-01", null)]
    [InlineData("jurisdiction", null, "Texas", "T-1", "Resale", "2026-01-01", null)]
    [InlineData("number", null, "US-TX", "", "Resale", "2026-01-01", null)]
    [InlineData("reason", null, "US-TX", "T-1", " ", "2026-01-01", null)]
    [InlineData("from", null, "US-TX", "T-1", "Resale", null, null)]
    [InlineData("from", null, "US-TX", "T-1", "Resale", "1066-10-14", null)]
    [InlineData("until", null, "US-TX", "T-1", "Resale", "2026-01-02", "2026-01-01")]
    public async Task A_certificate_that_is_not_sound_is_refused_at_its_field(string field, string? account, string jurisdiction, string number, string reason, string? from, string? until)
    {
        var team = await app.TeamAsync();
        var input = new NewCertificate { Account = account ?? team.Id.ToString(), Jurisdiction = jurisdiction, Number = number, Reason = reason, From = Day(from), Until = Day(until) };

        (await Certificates.AddAsync(Actor.System, input)).Problem!.Errors.Keys.ShouldBe([field]);

        await using var db = await app.DatabaseAsync();
        (await db.ExemptionCertificates.CountAsync(certificate => certificate.AccountId == team.AccountId)).ShouldBe(0);
    }

    [Fact]
    public async Task From_the_first_recorded_registration_on_configuration_no_longer_speaks_for_its_place()
    {
        var team = await app.TeamAsync("Registered", "US", "WV");
        (await ReverseChargeTests.TaxAsync(app, team)).ShouldHaveSingleItem().Percentage.ShouldBe(6);

        var added = (await Registrations.AddAsync(Actor.System, new() { Jurisdiction = "US-WV", Number = "WV-77", From = Today.AddDays(10) })).Value!;
        (await ReverseChargeTests.TaxAsync(app, team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.NotCollecting);
        await app.AdvanceAsync(11);
        (await ReverseChargeTests.TaxAsync(app, team)).ShouldHaveSingleItem().Percentage.ShouldBe(6);

        (await Registrations.EndAsync(Actor.System, added.Id, Today)).Problem.ShouldBeNull();
        await app.AdvanceAsync(1);
        (await ReverseChargeTests.TaxAsync(app, team)).ShouldHaveSingleItem().Reason.ShouldBe(TaxReasons.NotCollecting);
    }

    [Fact]
    public async Task Registrations_of_one_place_do_not_overlap()
    {
        (await Registrations.AddAsync(Actor.System, new() { Jurisdiction = "US-WA", From = new(2026, 1, 1), Until = new(2026, 6, 30) })).Problem.ShouldBeNull();

        (await Registrations.AddAsync(Actor.System, new() { Jurisdiction = "US-WA", From = new(2026, 6, 30) })).Problem!.Errors.Keys.ShouldBe(["from"]);
        (await Registrations.AddAsync(Actor.System, new() { Jurisdiction = "US-WA", From = new(2026, 7, 1) })).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Only_finance_records_and_ends()
    {
        (await Registrations.AddAsync(Actor.Nobody, new() { Jurisdiction = "US-WA", From = Today })).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Registrations.EndAsync(Actor.Nobody, Guid.NewGuid(), Today)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Registrations.ListAsync(Actor.Nobody)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Certificates.AddAsync(Actor.Nobody, new())).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Certificates.EndAsync(Actor.Nobody, Guid.NewGuid(), Today)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Certificates.ListAsync(Actor.Nobody)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }

    private NewCertificate Certificate(TestTeam team) => new() { Account = team.Id.ToString(), Jurisdiction = "US-TX", Number = "TX-501-77", Reason = "Non-profit organization", From = Today };

    private static DateOnly? Day(string? day) => day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> NotesAsync(Guid invoiceId)
    {
        await using var db = await app.DatabaseAsync();
        return BillingPortal.Features.Invoicing.InvoicePrinting.Print(
            await db.Set<BillingPortal.Features.Invoicing.Invoice>().Include(invoice => invoice.Lines).Include(invoice => invoice.Taxes).SingleAsync(invoice => invoice.Id == invoiceId)).Notes;
    }

    private async Task<int> RatesAtStripeAsync(TestTeam team)
    {
        var subscription = (await app.Stripe.GetAsync($"/v1/subscriptions?customer={await team.CustomerAsync()}")).Ok().List("data").Single();
        return subscription.GetProperty("items").List("data")[0].List("tax_rates").Count;
    }
}
