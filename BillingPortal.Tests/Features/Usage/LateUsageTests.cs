using System.Text.Json;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Plans;
using BillingPortal.Features.Usage;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Usage;

/// <summary>What becomes of usage that arrives after its period was closed.</summary>
[OnEveryDatabase]
public sealed class LateUsageTests : IAsyncLifetime
{
    private MeteredAccount acme = null!;
    private Period closed;

    private LateUsage Late => acme.Services.GetRequiredService<LateUsage>();

    public async ValueTask InitializeAsync()
    {
        acme = await MeteredAccount.StartAsync();
        await acme.StartedOnStarterAsync();
        closed = (await acme.PlanAtAsync(acme.Clock.Now)).Period;
        await acme.TrackAsync(acme.Event("api_calls", 240_000, "in-time"));
        acme.Advance(closed.End - acme.Clock.Now + TimeSpan.FromHours(2));
    }

    public ValueTask DisposeAsync() => acme.DisposeAsync();

    [Fact]
    public async Task It_costs_the_price_of_everything_less_the_price_of_what_was_billed()
    {
        await SendAsync("api_calls", 30_000);
        var late = (await DueAsync()).ShouldHaveSingleItem();
        (late.Metric, late.Period, late.Billed, late.Used, late.Due).ShouldBe((Metric.ApiCalls, closed, 240_000, 270_000, Money.Usd(8_00)));
    }

    [Fact]
    public async Task What_is_known_when_the_period_itself_is_billed_is_simply_part_of_its_line()
    {
        await SendAsync("api_calls", 30_000);
        var late = await DueAsync();
        LateLines.Into(new Dictionary<Metric, long> { [Metric.ApiCalls] = 240_000 }, closed, late)[Metric.ApiCalls].ShouldBe(270_000);
        LateLines.Of(late, closed).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_billed_once_and_what_comes_still_later_is_billed_again_without_it()
    {
        await SendAsync("api_calls", 30_000);
        await BillAsync(await DueAsync());
        (await DueAsync()).ShouldBeEmpty();

        await SendAsync("api_calls", 1_000);
        var late = (await DueAsync()).ShouldHaveSingleItem();
        (late.Billed, late.Used, late.Due, late.Number).ShouldBe((270_000, 271_000, Money.Usd(40), 1));
        LateLines.Of([late], closed).ShouldHaveSingleItem("its own line, for the period has been billed").Amount.ShouldBe(Money.Usd(40));
    }

    [Fact]
    public async Task Of_two_invoices_that_bill_it_at_once_only_one_is_saved()
    {
        await SendAsync("api_calls", 30_000);
        var (first, second) = (await DueAsync(), await DueAsync());
        await BillAsync(first);
        await Should.ThrowAsync<DbUpdateException>(() => BillAsync(second));
    }

    [Fact]
    public async Task A_correction_of_what_was_billed_makes_no_negative_line_but_lowers_what_comes_later()
    {
        await SendAsync("api_calls", 30_000, "late");
        await BillAsync(await DueAsync());
        await acme.TrackAsync(acme.Event("api_calls", -5_000, corrects: "late"));
        (await DueAsync()).ShouldBeEmpty();
        await SendAsync("api_calls", 6_000);
        (await DueAsync()).ShouldHaveSingleItem().Due.ShouldBe(Money.Usd(40));
    }

    [Fact]
    public async Task A_gauge_is_billed_late_on_what_its_highest_level_turns_out_to_be()
    {
        await acme.TrackAsync(acme.Event("contexts", 262, at: closed.End.AddDays(-3)), acme.Event("contexts", 10, at: closed.End.AddDays(-2)));
        (await DueAsync()).ShouldHaveSingleItem().Due.ShouldBe(Money.Usd(1_20));
    }

    [Fact]
    public async Task What_was_used_on_Free_is_never_billed_late()
    {
        await acme.TrackAsync(acme.Event("api_calls", 9_000, at: closed.Start.AddHours(-2)));
        (await DueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_cancelled_plan_it_waits_for_the_next_invoice_that_there_is()
    {
        await acme.UpgradeAsync(PlanCodes.Free);
        await SendAsync("api_calls", 30_000);
        acme.Advance(TimeSpan.FromDays(90));
        await acme.UpgradeAsync();
        var late = (await DueAsync(acme.Clock.Now.AddMonths(1))).ShouldHaveSingleItem();
        (late.Period, late.Due).ShouldBe((closed, Money.Usd(8_00)));
    }

    [Fact]
    public async Task Its_line_can_be_computed_again_from_what_it_carries()
    {
        await SendAsync("api_calls", 1_500_000);
        await acme.TrackAsync(acme.Event("memories", 26_500, at: closed.End.AddDays(-3)), acme.Event("memories", 10, at: closed.End.AddDays(-2)), acme.Event("memory_tokens", 60_000_000, at: closed.End.AddDays(-1)));
        await BillAsync(await DueAsync());
        await SendAsync("api_calls", 7_777);
        await acme.TrackAsync(acme.Event("memories", 28_000, at: closed.End.AddDays(-3)), acme.Event("memory_tokens", 60_000_000, at: closed.End.AddDays(-1)));

        var lines = LateLines.Of(await DueAsync(), closed).ToList();
        lines.Select(line => line.Metric).ShouldBe([Metric.Memories, Metric.ApiCalls, Metric.MemoryTokens]);
        foreach (var line in lines)
        {
            using var said = JsonDocument.Parse(line.Provenance);
            line.Amount.Minor.ShouldBe(Priced(said.RootElement, "used", "over", "steps") - Priced(said.RootElement, "billed_used", "billed_over", "billed_steps"));
            if (line.UnitAmount is { } unit) (line.Quantity * unit).ShouldBe(line.Amount.Major);
        }
    }

    /// <summary>By somebody who knows nothing of the portal but a line's own words.</summary>
    private static long Priced(JsonElement said, string used, string over, string steps)
    {
        said.Number(over).ShouldBe(Math.Max(0, said.Number(used) - said.Number("limit")));
        said.List(steps).Sum(step => step.Number("quantity")).ShouldBe(said.Number(over));
        var exact = said.List(steps).Sum(step => step.TryGetProperty("packs", out var packs) && packs.ValueKind == JsonValueKind.Number
            ? packs.GetDecimal() * step.GetProperty("price").GetDecimal()
            : step.GetProperty("quantity").GetDecimal() * step.GetProperty("price").GetDecimal() / step.GetProperty("per").GetDecimal());
        return (long)decimal.Floor(exact + 0.5m);
    }

    private async Task SendAsync(string metric, long quantity, string? id = null) =>
        (await acme.TrackOneAsync(acme.Event(metric, quantity, id, at: closed.End.AddDays(-1)))).ShouldBe("accepted");

    private async Task<IReadOnlyList<LateOverage>> DueAsync(DateTime? before = null)
    {
        await using var db = acme.Open();
        return await Late.DueAsync(db, acme.AccountId, before ?? closed.End.AddMonths(1));
    }

    private async Task BillAsync(IReadOnlyList<LateOverage> late)
    {
        await using var db = acme.Open();
        var invoice = Guid.NewGuid();
        db.AddRange(late.Select(one => one.BilledOn(acme.AccountId, invoice, acme.Clock.Now)));
        await db.SaveChangesAsync();
    }
}
