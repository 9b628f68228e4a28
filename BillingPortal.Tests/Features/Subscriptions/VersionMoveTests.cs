using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Features.Subscriptions;

/// <summary>Everybody on a version is moved by a job, which may break off anywhere and run on two nodes.</summary>
[OnEveryDatabase]
public sealed class VersionMoveTests(BillingApp app) : IClassFixture<BillingApp>
{
    private static int number = 70;

    private PlanVersionMoves Moves => app.Services.GetRequiredService<PlanVersionMoves>();

    private VersionMoveWork Work => app.Services.GetRequiredService<VersionMoveWork>();

    [Fact]
    public async Task Whoever_goes_on_after_a_crash_schedules_the_rest_and_counts_every_account_once()
    {
        var (teams, from, to) = await OnAnOldVersionAsync();
        (await Moves.AskAsync(PlanDrafts.Administrator, from.Id, to.Id)).Problem.ShouldBeNull();
        // What a dead node had done: one account, of which the move's own row knows nothing yet.
        await using (var db = await app.DatabaseAsync())
        {
            var move = await db.VersionMoves.SingleAsync(move => move.RunsFor == from.Id);
            move.Begin(0, 3, DateTime.UnixEpoch);
            await db.SaveChangesAsync();
        }
        var end = (await teams[0].BillingAsync()).GetProperty("subscription").Time("current_period_end").UtcDateTime;
        (await app.Services.GetRequiredService<ScheduledChanges>().StoreAsync(Actor.System, teams[0].AccountId, teams[0].Id, new(ScheduledKind.Plan, to, end))).Problem.ShouldBeNull();

        await Work.RunDueAsync();

        (await ViewAsync(from, to)).ShouldBe(new VersionMoveView(false, 3, 3, 0));
        await EachShouldMoveOnceAsync(teams, to);
    }

    [Fact]
    public async Task Of_two_who_ask_at_once_and_two_nodes_that_work_each_account_is_moved_once()
    {
        var (teams, from, to) = await OnAnOldVersionAsync();

        foreach (var asked in await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Moves.AskAsync(PlanDrafts.Administrator, from.Id, to.Id)))) asked.Problem.ShouldBeNull();
        (await ViewAsync(from, to)).IsUnderWay.ShouldBeTrue();
        await Task.WhenAll(Work.RunDueAsync(), Work.RunDueAsync());

        (await ViewAsync(from, to)).ShouldBe(new VersionMoveView(false, 3, 3, 0));
        await EachShouldMoveOnceAsync(teams, to);
    }

    [Fact]
    public async Task Only_those_who_manage_plans_may_ask_and_only_within_a_plan()
    {
        var (_, from, to) = await OnAnOldVersionAsync();
        var finance = new Actor { UserId = "fin", Name = "Fin", PlatformRoles = [PlatformRole.Finance] };

        (await Moves.AskAsync(finance, from.Id, to.Id)).Problem!.Kind.ShouldBe(ProblemKind.Forbidden);
        (await Moves.AskAsync(PlanDrafts.Administrator, from.Id, from.Id)).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await Moves.AskAsync(PlanDrafts.Administrator, from.Id, (await app.VersionAsync("free")).Id)).Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        (await Moves.LookAsync(finance, to.Id)).Value!.Single(version => version.Id == from.Id).Staying.ShouldBe(3);
    }

    private async Task<VersionMoveView> ViewAsync(PlanVersion from, PlanVersion to) => (await Moves.LookAsync(PlanDrafts.Administrator, to.Id)).Value!.Single(version => version.Id == from.Id).Move!;

    private async Task EachShouldMoveOnceAsync(IReadOnlyList<TestTeam> teams, PlanVersion to)
    {
        await using var db = await app.DatabaseAsync();
        foreach (var team in teams) (await db.ScheduledChanges.SingleAsync(change => change.AccountId == team.AccountId)).ToVersionId.ShouldBe(to.Id);
    }

    /// <summary>Three teams on a version of their own, and the one that followed it.</summary>
    private async Task<(IReadOnlyList<TestTeam> Teams, PlanVersion From, PlanVersion To)> OnAnOldVersionAsync()
    {
        var from = await app.PublishAsync("starter", number++, 12_00, app.Now.UtcDateTime);
        TestTeam[] teams = [await app.StarterTeamAsync("One"), await app.StarterTeamAsync("Two"), await app.StarterTeamAsync("Three")];
        return (teams, from, await app.PublishAsync("starter", number++, 15_00, app.Now.UtcDateTime));
    }
}
