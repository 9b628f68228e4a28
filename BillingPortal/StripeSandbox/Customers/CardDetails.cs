using BillingPortal.StripeSandbox.State;
using BillingPortal.StripeSandbox.Wire;

namespace BillingPortal.StripeSandbox.Customers;

/// <summary>What is typed beside a card's number. Test ids get a date that is four years ahead.</summary>
public sealed class CardDetails(Tx tx)
{
    private DateTimeOffset Today => DateTimeOffset.FromUnixTimeSeconds(tx.Now);

    public BillingDetails Billing { get; init; } = new();
    public long ExpMonth { get; set; } = DateTimeOffset.FromUnixTimeSeconds(tx.Now).Month;
    public long ExpYear { get; set; } = DateTimeOffset.FromUnixTimeSeconds(tx.Now).Year + 4;
    public bool HasCvc { get; set; }

    public CardDetails With(Params card)
    {
        HasCvc = card.Text("cvc") is not null;
        ExpMonth = card.Integer("exp_month", ExpMonth) ?? ExpMonth;
        ExpYear = card.Integer("exp_year", ExpYear) ?? ExpYear;
        if (ExpYear < 100) ExpYear += 2000;
        Check();
        return this;
    }

    public void Check()
    {
        if (ExpMonth is < 1 or > 12) throw Wrong("Your card's expiration month is invalid.", "exp_month", "invalid_expiry_month");
        if (ExpYear < Today.Year || ExpYear > Today.Year + 50 || (ExpYear == Today.Year && ExpMonth < Today.Month))
            throw Wrong("Your card's expiration year is invalid.", "exp_year", "invalid_expiry_year");
    }

    private static StripeError Wrong(string message, string param, string code) =>
        new(402, "card_error", message) { Param = param, Code = code, IsOutcome = true };
}
