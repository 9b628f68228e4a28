using BillingPortal.Shared;

namespace BillingPortal.Features.Credits;

public static class CreditsEndpoints
{
    /// <summary>On <c>/standalone-teams</c>.</summary>
    public static void MapCredits(this RouteGroupBuilder api)
    {
        var credits = api.MapGroup("/admin/credits").WithTags("Credits");
        credits.MapPost("/grant", (CreditService service, Actor actor, GrantCredit grant, CancellationToken ct) => service.GrantAsync(actor, grant, ct).ToHttp(granted => TypedResults.Created((string?)null, granted)))
            .Produces<CreditGrantView>(StatusCodes.Status201Created).WithSummary("Gives a team's account promotional or prepaid credit; finance at most 500.00 at a time.");
        credits.MapPost("/{grantId:guid}/void", (CreditService service, Actor actor, Guid grantId, VoidCredit reason, CancellationToken ct) => service.VoidAsync(actor, grantId, reason, ct).ToHttp())
            .Produces<CreditGrantView>().WithSummary("Takes back what of a grant is neither spent nor reserved.");
    }
}
