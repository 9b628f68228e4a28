using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Stripe;

namespace BillingPortal.Tests.StripeGateway;

[OnEveryDatabase]
public sealed class InboxTests
{
    private const string Paid = EventTypes.InvoicePaid;

    [Fact]
    public async Task Drafts_are_claimed_before_anything_else_is_applied()
    {
        var order = new List<string>();
        Task Note(StripeEventNotice notice)
        {
            order.Add(notice.EventId);
            return Task.CompletedTask;
        }
        await using var node = await GatewayHost.StandingStillAsync(new TestHandler(EventTypes.InvoiceCreated, Note), new TestHandler(Paid, Note));
        await node.PutAsync("evt_paid_1", Paid);
        await node.PutAsync("evt_paid_2", Paid);
        await node.PutAsync("evt_draft_1", EventTypes.InvoiceCreated);
        await node.PutAsync("evt_draft_2", EventTypes.InvoiceCreated);

        (await node.Worker.DrainAsync()).ShouldBe(4);

        order.ShouldBe(["evt_draft_1", "evt_draft_2", "evt_paid_1", "evt_paid_2"]);
    }

    [Fact]
    public async Task An_event_that_fails_waits_and_holds_up_no_other()
    {
        var handler = new TestHandler(Paid, notice => notice.EventId == "evt_bad" ? throw new InvalidOperationException("Not yet.") : Task.CompletedTask);
        await using var node = await GatewayHost.StandingStillAsync(handler);
        await node.PutAsync("evt_bad", Paid);
        await node.PutAsync("evt_good", Paid);

        await node.Worker.DrainAsync();

        (await node.StoredAsync("evt_good")).State.ShouldBe(StripeEventState.Applied);
        var bad = await node.StoredAsync("evt_bad");
        bad.State.ShouldBe(StripeEventState.Waiting);
        bad.Attempts.ShouldBe(1);
        bad.Error!.ShouldContain("Not yet.");
        (await node.Worker.NextDueAsync()).ShouldBe(bad.NextAttemptAt);
        (bad.NextAttemptAt - node.Clock.Now).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_failed_event_is_tried_again_ever_more_seldom_and_is_dead_after_the_tenth_time()
    {
        var handler = new TestHandler(Paid, _ => throw new StripeEventNotApplied(Problem.Unavailable("Stripe is down.")));
        await using var node = await GatewayHost.StandingStillAsync(handler);
        await node.PutAsync("evt_1", Paid);

        var waits = new List<TimeSpan>();
        await node.Worker.DrainAsync();
        while (await node.Worker.NextDueAsync() is { } due)
        {
            waits.Add(due - node.Clock.Now);
            node.Clock.Ahead(node.Clock.Offset + (due - node.Clock.Now));
            await node.Worker.DrainAsync();
        }

        waits.Select(wait => (int)Math.Ceiling(wait.TotalMinutes)).ShouldBe([1, 5, 15, 60, 180, 360, 720, 720, 720]);
        handler.Seen.Count.ShouldBe(10);
        var dead = await node.StoredAsync("evt_1");
        dead.State.ShouldBe(StripeEventState.Dead);
        dead.Error!.ShouldContain("Stripe is down.");
    }

    [Fact]
    public async Task A_failed_event_succeeds_later_and_forgets_its_error()
    {
        var down = true;
        var handler = new TestHandler(Paid, _ => down ? throw new HttpRequestException("Down.") : Task.CompletedTask);
        await using var node = await GatewayHost.StandingStillAsync(handler);
        await node.PutAsync("evt_1", Paid);
        await node.Worker.DrainAsync();
        down = false;

        (await node.Worker.DrainAsync()).ShouldBe(0);
        node.Clock.Ahead(TimeSpan.FromMinutes(2));
        (await node.Worker.DrainAsync()).ShouldBe(1);

        var applied = await node.StoredAsync("evt_1");
        (applied.State, applied.Error, applied.Attempts).ShouldBe((StripeEventState.Applied, null, 2));
    }

    [Fact]
    public async Task Every_handler_of_a_type_is_called_even_if_the_first_one_fails()
    {
        var first = new TestHandler(Paid, _ => throw new InvalidOperationException("First."));
        var second = new TestHandler(Paid);
        await using var node = await GatewayHost.StandingStillAsync(first, second);
        await node.PutAsync("evt_1", Paid);

        await node.Worker.DrainAsync();

        second.Seen.ShouldHaveSingleItem();
        (await node.StoredAsync("evt_1")).State.ShouldBe(StripeEventState.Waiting);
    }

    [Fact]
    public async Task Two_nodes_never_apply_the_same_event()
    {
        var here = new TestHandler(Paid, _ => Task.Delay(2));
        var there = new TestHandler(Paid, _ => Task.Delay(2));
        await using var one = await GatewayHost.StandingStillAsync(here);
        await using var two = one.AnotherNode(there);
        for (var number = 0; number < 60; number++) await one.PutAsync($"evt_{number}", Paid);

        var applied = await Task.WhenAll(Task.Run(() => one.Worker.DrainAsync()), Task.Run(() => two.Worker.DrainAsync()));

        applied.Sum().ShouldBe(60);
        here.Seen.Concat(there.Seen).Select(notice => notice.EventId).ShouldBeUnique();
        (await one.StoredAsync()).ShouldAllBe(stored => stored.State == StripeEventState.Applied && stored.Attempts == 1 && stored.LeaseId == null);
    }

    [Fact]
    public async Task A_node_that_does_not_know_a_type_yet_leaves_its_events_to_one_that_does()
    {
        var handler = new TestHandler(Paid);
        await using var older = await GatewayHost.StandingStillAsync();
        await using var newer = older.AnotherNode(handler);
        await newer.PutAsync("evt_1", Paid);

        (await older.Worker.DrainAsync()).ShouldBe(0);
        (await newer.Worker.DrainAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_dead_node_had_claimed_is_taken_over_when_its_lease_runs_out()
    {
        var handler = new TestHandler(Paid);
        await using var node = await GatewayHost.StandingStillAsync(handler);
        await node.PutAsync("evt_1", Paid);
        await using (var db = await node.OpenAsync())
            await db.StripeEvents.ExecuteUpdateAsync(set => set.SetProperty(e => e.LeaseId, Guid.NewGuid()).SetProperty(e => e.LeasedUntil, DateTime.UtcNow.AddMinutes(5)));

        (await node.Worker.DrainAsync()).ShouldBe(0);
        node.Clock.Ahead(TimeSpan.FromDays(31));
        (await node.Worker.DrainAsync()).ShouldBe(0);
        node.SystemTime.By = TimeSpan.FromMinutes(6);
        (await node.Worker.DrainAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task An_event_whose_lease_was_taken_over_meanwhile_is_left_to_the_other()
    {
        await using var portal = await GatewayHost.StandingStillAsync();
        var theirs = Guid.NewGuid();
        var handler = new TestHandler(Paid, async _ =>
        {
            await using var db = await portal.OpenAsync();
            await db.StripeEvents.ExecuteUpdateAsync(set => set.SetProperty(e => e.LeaseId, theirs).SetProperty(e => e.Version, e => e.Version + 1));
        });
        await using var node = portal.AnotherNode(handler);
        await node.PutAsync("evt_1", Paid);

        (await node.Worker.DrainAsync()).ShouldBe(0);

        var stored = await portal.StoredAsync("evt_1");
        (stored.State, stored.LeaseId).ShouldBe((StripeEventState.Waiting, theirs));
    }

    [Fact]
    public async Task What_was_left_when_the_portal_ended_is_applied_when_it_starts()
    {
        var handler = new TestHandler(Paid);
        await using var next = await GatewayHost.StandingStillAsync(handler);
        await next.PutAsync("evt_1", Paid);

        await next.StartAsync();

        (await handler.FirstAsync()).EventId.ShouldBe("evt_1");
    }

    [Fact]
    public async Task A_shutdown_gives_back_what_it_had_not_finished()
    {
        using var stop = new CancellationTokenSource();
        var handler = new TestHandler(Paid, _ =>
        {
            stop.Cancel();
            return Task.FromCanceled(stop.Token);
        });
        await using var node = await GatewayHost.StandingStillAsync(handler);
        await node.PutAsync("evt_1", Paid);
        await node.PutAsync("evt_2", Paid);

        await Should.ThrowAsync<OperationCanceledException>(() => node.Worker.DrainAsync(stop.Token));

        handler.Seen.ShouldHaveSingleItem();
        (await node.StoredAsync()).ShouldAllBe(stored => stored.State == StripeEventState.Waiting && stored.Attempts == 0 && stored.LeaseId == null);
    }
}
