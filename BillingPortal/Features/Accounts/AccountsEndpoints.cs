using BillingPortal.Features.Accounts.TaxIds;
using BillingPortal.Shared;

namespace BillingPortal.Features.Accounts;

public static class AccountsEndpoints
{
    /// <summary>On the group of one team: <c>/standalone-teams/{teamId}</c>.</summary>
    public static void MapBillingProfile(this RouteGroupBuilder team)
    {
        team.MapGet("/billing-profile", (BillingProfileService service, Actor actor, Guid teamId, CancellationToken ct) => service.GetAsync(actor, teamId, ct).ToHttp())
            .WithTags("Billing profile").Produces<BillingProfileInput>().WithSummary("As whom and where the team's account is billed.");
        team.MapPut("/billing-profile", (BillingProfileService service, Actor actor, Guid teamId, BillingProfileInput profile, CancellationToken ct) => service.ChangeAsync(actor, teamId, profile, ct).ToHttp())
            .WithTags("Billing profile").Produces<BillingProfileInput>().WithSummary("Replaces the billing profile. With the version that was read, a change that somebody else made meanwhile is not overwritten.");
        team.MapGet("/billing-profile/tax-id", (TaxIdService service, Actor actor, Guid teamId, CancellationToken ct) => service.LookAsync(actor, teamId, ct).ToHttp())
            .WithTags("Billing profile").Produces<TaxIdView>().WithSummary("Whether the tax id is confirmed, by whom and when; null without one.");
    }
}
