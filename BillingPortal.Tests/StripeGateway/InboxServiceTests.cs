using BillingPortal.Shared;
using BillingPortal.StripeGateway;
using BillingPortal.Tests.Testing;
using Stripe;

namespace BillingPortal.Tests.StripeGateway;

[OnEveryDatabase]
public sealed class InboxServiceTests
{
    private static readonly Actor Finance = new() { Name = "Finance", UserId = "finance", PlatformRoles = [PlatformRole.Finance] };

    [Fact]
    public async Task Whoever_runs_the_portal_sees_what_is_parked_and_dead_and_why()
    {
        await using var portal = await GatewayHost.StandingStillAsync(new TestHandler(EventTypes.InvoicePaid));
        await portal.PutAsync("evt_applied", EventTypes.InvoicePaid);
        await portal.PutAsync("evt_parked", "treasury.flying_carpet.landed");
        await portal.Worker.DrainAsync();

        var all = (await portal.Get<InboxService>().LookAsync(Finance, null)).Value!;
        var parked = (await portal.Get<InboxService>().LookAsync(Finance, StripeEventState.Parked)).Value!;

        all.Newest.Select(line => line.EventId).ShouldBe(["evt_parked", "evt_applied"]);
        all.Counts.ShouldBe(new Dictionary<StripeEventState, int> { [StripeEventState.Applied] = 1, [StripeEventState.Parked] = 1 }, ignoreOrder: true);
        parked.Newest.ShouldHaveSingleItem().Error.ShouldNotBeNull().ShouldContain("Nothing here handles");
    }

    [Fact]
    public async Task Nobody_else_looks_into_the_inbox()
    {
        await using var portal = await GatewayHost.StandingStillAsync();
        var owner = new Actor { Name = "Owner", UserId = "owner", Memberships = [new(Guid.NewGuid(), Guid.NewGuid(), TeamRole.Owner)] };

        (await portal.Get<InboxService>().LookAsync(owner, null)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
    }
}
