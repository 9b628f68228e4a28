using System.ComponentModel.DataAnnotations;
using BillingPortal.Shared;

namespace BillingPortal.Features.Payments;

/// <summary>A card that Stripe knows, to be put on file. It becomes the default, which is the only card that is ever charged.</summary>
public sealed record NewCard : IValidatableObject
{
    [Required(ErrorMessage = "Name the payment method."), StringLength(255)]
    public string PaymentMethod { get; set; } = "";

    public bool Default { get; set; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Default) yield return new("A card that is added becomes the default.", [nameof(Default)]);
    }
}

/// <summary>A card as the REST API writes it.</summary>
public sealed record CardView(string Id, string Brand, string Last4, int ExpMonth, int ExpYear, bool Default)
{
    public static CardView Of(PaymentCard card) => new(card.StripePaymentMethodId, card.Brand, card.Last4, card.ExpMonth, card.ExpYear, card.IsDefault);
}

public static class PaymentsEndpoints
{
    /// <summary>On the group of one team: <c>/standalone-teams/{teamId}</c>.</summary>
    public static void MapCards(this RouteGroupBuilder team)
    {
        var cards = team.MapGroup("/payment-methods").WithTags("Payment methods");
        cards.MapGet("/", (CardService service, Actor actor, Guid teamId, CancellationToken ct) => service.ListAsync(actor, teamId, ct).ToHttp())
            .Produces<Page<CardView>>().WithSummary("The cards on file, the default first.");
        cards.MapPost("/", (CardService service, Actor actor, Guid teamId, NewCard card, CancellationToken ct) => service.AddAsync(actor, teamId, card, ct).ToHttp(added => TypedResults.Created((string?)null, added)))
            .Produces<CardView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status402PaymentRequired).WithSummary("Puts a card on file and makes it the default.");
    }
}
