using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Taxes;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>What is stored with each line is enough to compute the invoice again, and to say why.</summary>
public sealed class ProvenanceTests
{
    private static readonly DateTime Start = new(2026, 1, 31, 9, 30, 0, DateTimeKind.Utc);
    private static readonly Period Closed = Period.Month(Start, 0);
    private static readonly Period Coming = Period.Month(Start, 1);
    private static readonly string[] Currencies = ["USD", "JPY", "KWD", "EUR"];

    private static int Invoices => LongRun.IsOn ? 10_000 : 1_000;

    [Fact]
    public void Every_random_invoice_computed_again_from_its_provenance_alone_is_the_same_to_the_last_unit()
    {
        var seed = Random.Shared.Next();
        var kinds = new HashSet<string>();
        for (var n = 0; n < Invoices; n++)
        {
            var invoice = RandomInvoice(new(unchecked(seed + n)));
            var again = ProvenanceEvaluator.Evaluate(invoice.Lines.OrderBy(line => line.Position).Select(line => line.Provenance));
            var why = $"seed {unchecked(seed + n)}";
            again.Lines.Select(line => (line.Amount, line.Discount, line.Tax)).ShouldBe(invoice.Lines.OrderBy(line => line.Position).Select(line => (line.Amount, line.DiscountAmount, line.TaxAmount)), why);
            (again.Subtotal, again.Discount, again.Promotional, again.Prepaid).ShouldBe((invoice.Subtotal, invoice.DiscountTotal, invoice.PromotionalTotal, invoice.PrepaidTotal), why);
            (again.Tax, again.Total, again.AmountDue).ShouldBe((invoice.TaxTotal, invoice.Total, invoice.AmountDue), why);
            foreach (var line in invoice.Lines) kinds.Add($"{line.Kind}{(line.DiscountAmount > 0 ? " cut" : "")}");
        }
        // A generator that stopped making one of these would make the test above say nothing of it.
        new[] { "Plan", "Plan cut", "Overage", "Overage cut", "Proration", "Credit", "OneOff" }.ShouldBeSubsetOf(kinds);
    }

    [Fact]
    public void Every_line_of_a_random_invoice_can_be_explained()
    {
        for (var n = 0; n < 300; n++)
        {
            var invoice = RandomInvoice(new(n));
            foreach (var line in invoice.Lines)
            {
                var explained = LineExplaining.Explain(new(line.Position, line.Kind, line.Description, line.Metric, new(line.Amount, invoice.Currency), new(line.PeriodStart, line.PeriodEnd), line.Provenance));
                explained.Sentence.ShouldNotBeNullOrWhiteSpace();
                explained.Result.ShouldNotBeNullOrWhiteSpace();
                explained.Tiers.Count.ShouldBe(line.Kind == LineKind.Overage ? explained.Tiers.Count : 0);
                if (line.Kind == LineKind.Overage) explained.Tiers.ShouldContain(tier => tier.IsUsed);
            }
        }
    }

    [Fact]
    public void Overage_is_explained_from_the_count_to_the_cent()
    {
        var starter = FirstPlans.Publish(Start).Single(plan => plan.PlanCode == PlanCodes.Starter);
        var line = InvoiceComposer.OverageLines(starter, new Dictionary<Metric, long> { [Metric.ApiCalls] = 312_310 }, Closed).Single();
        var invoice = Rated(InvoiceSum.Of([line], null, [new("US-NY", "New York sales tax", 8.875m, 1, TaxReasons.Charged)], Currency.Usd), Currency.Usd);

        var why = LineExplaining.Explain(new(1, LineKind.Overage, line.Description, Metric.ApiCalls, line.Amount, Closed, invoice.Lines.Single().Provenance));

        why.Sentence.ShouldContain("312,310");
        why.Sentence.ShouldContain("62,310 are charged");
        why.Steps.Select(step => step.Value).ShouldBe(["312,310", "− 250,000", "62,310", "$24.924"]);
        why.Result.ShouldBe("$24.924, rounded once");
        why.Tiers.Select(tier => (tier.Units, tier.Used, tier.IsUsed)).ShouldBe([("1 – 1,000,000", "62,310", true), ("above 1,000,000", "0", false)]);
        why.After.ShouldHaveSingleItem().Value.ShouldBe("$2.21");
    }

    private static Invoice RandomInvoice(Random random)
    {
        var currency = new Currency(Currencies[random.Next(Currencies.Length)]);
        var plan = RandomPlan(random, currency, "starter");
        var lines = new List<DraftLine>();
        if (random.Next(4) > 0) lines.Add(InvoiceComposer.PlanLine(plan, Coming));
        lines.AddRange(InvoiceComposer.OverageLines(plan, Metrics.All.ToDictionary(metric => metric, _ => random.NextInt64(0, random.Next(3) == 0 ? 1_000 : 400_000)), Closed));
        if (random.Next(4) == 0) lines.AddRange(new Proration(RandomPlan(random, currency, "nonprofit"), new(new(random.Next(0, 2_000) * currency.Step, currency), Closed), plan, Closed, Closed.Start.AddSeconds(random.Next(0, 28 * 86_400))).Lines);
        if (random.Next(4) == 0) lines.Add(InvoiceComposer.OneOffLine(new("Workshop", random.Next(1, 20), random.Next(1, 50_000) * currency.Step), currency, Coming));
        if (random.Next(4) == 0 && plan.RateOf(Metric.ApiCalls) is not null) lines.AddRange(LateLines.Of([RandomLate(random, plan)], Closed).Where(line => line.Amount.Minor > 0));
        if (lines.Count == 0) lines.Add(InvoiceComposer.PlanLine(plan, Coming));
        return Rated(InvoiceSum.Of(lines, RandomDiscount(random, currency), RandomTaxes(random), currency, RandomCredits(random, currency)), currency);
    }

    private static LateOverage RandomLate(Random random, PlanVersion plan)
    {
        var billed = random.NextInt64(0, 90_000);
        return new(Metric.ApiCalls, plan, Period.Month(Start, -1), billed, random.NextInt64(90_000, 300_000), 1, plan.RateOverage(Metric.ApiCalls, billed).Amount);
    }

    private static Invoice Rated(InvoiceSum sum, Currency currency)
    {
        var invoice = new Invoice
        {
            AccountId = Guid.NewGuid(), TeamId = Guid.NewGuid(), Reason = InvoiceReason.Cycle, Currency = currency, CreatedAt = Start, PeriodStart = Coming.Start, PeriodEnd = Coming.End, CompleteAt = Start,
        };
        invoice.Claim();
        invoice.Rate(sum);
        return invoice;
    }

    private static PlanVersion RandomPlan(Random random, Currency currency, string code) => new()
    {
        PlanCode = code, Name = code, Number = random.Next(1, 9), Price = new(random.Next(0, 5_000) * currency.Step, currency), PublishedAt = Start, SoldFrom = Start,
        Limits = [.. Metrics.All.Select(metric => new PlanLimit { Metric = metric, Quantity = random.NextInt64(0, 100_000), IsHard = false })],
        OverageRates = [.. Metrics.All.Where(_ => random.Next(3) > 0).Select(metric => RandomRate(random, metric, currency))],
    };

    private static OverageRate RandomRate(Random random, Metric metric, Currency currency)
    {
        var model = (RateModel)random.Next(4);
        decimal Price() => random.Next(1, 5_000) / (decimal)random.Next(1, 3);
        RateTier[] tiers = model is RateModel.Flat or RateModel.Package ? [new(null, Price())] : [new(random.Next(1, 5_000), Price()), new(random.Next(5_000, 150_000), Price()), new(null, Price())];
        return new() { Metric = metric, Model = model, Currency = currency, Per = random.Next(3) == 0 ? 1 : random.Next(1, 3_000), Tiers = tiers };
    }

    private static DeservedDiscount? RandomDiscount(Random random, Currency currency) => random.Next(3) switch
    {
        0 => null,
        1 => new(Guid.NewGuid(), new("TENTH", random.Next(1, 10_001) / 100m, null, random.Next(2) == 0, [])),
        _ => new(Guid.NewGuid(), new("FIXED", null, new(random.Next(1, 9_000) * currency.Step, currency), random.Next(2) == 0, random.Next(2) == 0 ? [] : ["starter"])),
    };

    private static TaxComponent[] RandomTaxes(Random random) =>
        [.. Enumerable.Range(0, random.Next(0, 4)).Select(n => new TaxComponent($"J{n}", $"Tax {n}", random.Next(0, 25_000) / 1_000m, 1, TaxReasons.Charged))];

    private static CreditsAtHand? RandomCredits(Random random, Currency currency) => random.Next(2) == 0 ? null : new(
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(n => new CreditAtHand(Guid.NewGuid(), (CreditKind)random.Next(2), n, null, Start, random.Next(1, 4_000) * currency.Step))], currency);
}
