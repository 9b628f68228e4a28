using BillingPortal.Features.Plans;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Subscriptions.DryRuns;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Testing;

public static class PlanDrafts
{
    public static readonly Actor Administrator = new() { UserId = "ada", Name = "Ada", PlatformRoles = [PlatformRole.Admin] };

    /// <summary>Asks that everybody on a version moves to another, lets the job do it, and says what came of it.</summary>
    public static async Task<VersionMoveView> MoveAsync(this BillingApp app, Guid fromVersionId, Guid toVersionId)
    {
        var moves = app.Services.GetRequiredService<PlanVersionMoves>();
        (await moves.AskAsync(Administrator, fromVersionId, toVersionId)).Problem.ShouldBeNull();
        await app.Services.GetRequiredService<VersionMoveWork>().RunDueAsync();
        return (await moves.LookAsync(Administrator, toVersionId)).Value!.Single(version => version.Id == fromVersionId).Move!;
    }

    /// <summary>A draft of Starter at another price, with a finished prediction.</summary>
    public static async Task<PlanDraftView> DearerStarterAsync(this BillingApp app, decimal price)
    {
        var catalogue = app.Services.GetRequiredService<CatalogueService>();
        await using var db = await app.DatabaseAsync();
        var first = await db.PlanVersions.SingleAsync(version => version.PlanCode == PlanCodes.Starter && version.Number == 1);
        var draft = (await catalogue.DraftAsync(Administrator, first.Id)).Value!;
        draft.Terms.Price = price;
        draft = (await catalogue.ChangeAsync(Administrator, draft.Id, draft.Version, draft.Terms)).Value!;
        (await app.Services.GetRequiredService<DryRunService>().StartAsync(Administrator, draft.Id)).Problem.ShouldBeNull();
        await app.Services.GetRequiredService<DryRunWork>().RunDueAsync();
        return draft;
    }
}
