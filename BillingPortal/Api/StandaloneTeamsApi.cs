using BillingPortal.Features.Accounts;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Discounts;
using BillingPortal.Features.Overview;
using BillingPortal.Features.Payments;
using BillingPortal.Features.Subscriptions;
using BillingPortal.Features.Usage;

namespace BillingPortal.Api;

/// <summary>Everything under <c>/standalone-teams</c>.</summary>
internal static class StandaloneTeamsApi
{
    public static void MapStandaloneTeams(this WebApplication app)
    {
        var api = app.MapApi("/standalone-teams", "Teams");
        api.MapSignUp();
        api.MapCredits();

        var admin = api.MapGroup("/admin");
        admin.MapDiscountCodes();

        var team = api.MapGroup("/{teamId:guid}");
        team.MapOverview();
        team.MapBillingProfile();
        team.MapSpendingCap();
        team.MapUpgrade();
        team.MapCards();
    }
}
