using BillingPortal.StripeGateway;
using BillingPortal.StripeSandbox;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Stripe;

namespace BillingPortal.Tests.StripeGateway;

/// <summary>A node that is not started has no endpoint at the sandbox: whatever happens there is lost on the way.</summary>
[OnEveryDatabase]
public sealed class DraftSweepTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sandbox-").FullName;
    private readonly TestHandler whenCreated = new(EventTypes.InvoiceCreated);
    private readonly TestHandler whenPaid = new(EventTypes.InvoicePaid);
    private SandboxServer sandbox = null!;
    private GatewayHost portal = null!;

    public async ValueTask InitializeAsync()
    {
        sandbox = new SandboxServer(new() { Port = 0, DataFile = Path.Combine(folder, "sandbox.db") }, NullLoggerFactory.Instance);
        await sandbox.StartAsync(default);
        portal = await GatewayHost.OnAsync(sandbox, whenCreated, whenPaid);
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await sandbox.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Events_that_got_lost_are_found_under_their_own_ids_and_handled_like_any_other()
    {
        var invoice = await DraftAsync();
        await new InvoiceService(portal.Stripe).PayAsync(invoice.Id, new() { PaidOutOfBand = true });

        (await SweepAsync()).ShouldBe(2);
        await portal.Worker.DrainAsync();

        whenCreated.Seen.ShouldHaveSingleItem().ObjectId.ShouldBe(invoice.Id);
        whenPaid.Seen.ShouldHaveSingleItem().ObjectId.ShouldBe(invoice.Id);
        whenPaid.Seen[0].CustomerId.ShouldBe(invoice.CustomerId);
        (await portal.StoredAsync()).ShouldAllBe(stored => stored.EventId.StartsWith("evt_") && stored.State == StripeEventState.Applied);
    }

    [Fact]
    public async Task A_draft_whose_event_was_written_for_another_version_and_parked_is_found_all_the_same()
    {
        var invoice = await DraftAsync();
        var told = new EventEnvelope("evt_of_another_version", EventTypes.InvoiceCreated, "2019-01-01", invoice.Created, invoice.Id, invoice.CustomerId);
        await portal.Get<Inbox>().TakeInAsync(told, "{}");
        portal.Clock.Ahead(TimeSpan.FromDays(9));

        await SweepAsync();
        await portal.Worker.DrainAsync();

        whenCreated.Seen.ShouldHaveSingleItem().ObjectId.ShouldBe(invoice.Id);
    }

    [Fact]
    public async Task What_is_here_already_is_not_found_again()
    {
        await DraftAsync();
        (await SweepAsync()).ShouldBe(1);

        (await SweepAsync()).ShouldBe(0);
        portal.Clock.Ahead(TimeSpan.FromDays(2));
        (await SweepAsync()).ShouldBe(0);
        await DraftAsync();
        (await SweepAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_that_no_event_tells_of_any_more_is_found_all_the_same()
    {
        var invoice = await DraftAsync();
        // As after a long outage: the marks say that the time of the event has been swept.
        await using (var db = await portal.OpenAsync())
        {
            var mark = new SweepMark();
            mark.MoveTo(portal.Clock.Now.AddDays(1));
            db.Add(mark);
            await db.SaveChangesAsync();
        }

        (await SweepAsync()).ShouldBe(1);
        await portal.Worker.DrainAsync();

        var notice = whenCreated.Seen.ShouldHaveSingleItem();
        (notice.EventId, notice.ObjectId, notice.CustomerId).ShouldBe(($"draft_{invoice.Id}", invoice.Id, invoice.CustomerId));
        (await SweepAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_sweep_that_Stripe_does_not_answer_says_so_and_the_next_one_looks_as_far_back()
    {
        await DraftAsync();
        var address = sandbox.Address.Port;
        await sandbox.DisposeAsync();

        (await portal.Get<DraftSweep>().RunAsync()).Problem.ShouldNotBeNull().Code.ShouldBe("unavailable");

        portal.Clock.Ahead(TimeSpan.FromHours(5));
        sandbox = new SandboxServer(new() { Port = address, DataFile = Path.Combine(folder, "sandbox.db") }, NullLoggerFactory.Instance);
        await sandbox.StartAsync(default);
        await using var again = portal.AnotherNodeOn(sandbox, whenCreated);
        (await again.Get<DraftSweep>().RunAsync()).Value.ShouldBe(1);
    }

    private async Task<Invoice> DraftAsync()
    {
        var customer = await new CustomerService(portal.Stripe).CreateAsync(new() { Name = "Acme" });
        return await new InvoiceService(portal.Stripe).CreateAsync(new() { Customer = customer.Id, Currency = "usd" });
    }

    private async Task<int> SweepAsync()
    {
        var swept = await portal.Get<DraftSweep>().RunAsync();
        swept.Problem.ShouldBeNull();
        return swept.Value;
    }
}
