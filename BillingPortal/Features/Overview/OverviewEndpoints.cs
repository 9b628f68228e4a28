using BillingPortal.Features.Subscriptions;
using BillingPortal.Shared;

namespace BillingPortal.Features.Overview;

public static class OverviewEndpoints
{
    /// <summary>On the group of one team: <c>/standalone-teams/{teamId}</c>.</summary>
    public static void MapOverview(this RouteGroupBuilder team)
    {
        team.MapGet("/", (OverviewService service, Actor actor, Guid teamId, HttpContext http, CancellationToken ct) => service.TeamAsync(actor, teamId, ct).ToHttp(view => Tagged(http, view)))
            .WithTags("Teams").Produces<TeamView>().WithSummary("One team.");
        team.MapGet("/members", (OverviewService service, Actor actor, Guid teamId, CancellationToken ct) => service.MembersAsync(actor, teamId, ct).ToHttp())
            .WithTags("Members").Produces<MemberList>().WithSummary("Who belongs to the team.");
        team.MapGet("/billing", (OverviewService service, Actor actor, Guid teamId, CancellationToken ct) => service.BillingAsync(actor, teamId, ct).ToHttp())
            .WithTags("Billing").Produces<BillingOverview>().WithSummary("Plan, subscription, usage, next invoice, card and recent invoices.");
    }

    private static IResult Tagged(HttpContext http, TeamView team)
    {
        http.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(team.ToString())))[..16]}\"";
        return TypedResults.Ok(team);
    }
}
