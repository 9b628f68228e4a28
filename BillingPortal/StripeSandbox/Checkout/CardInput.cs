using BillingPortal.StripeSandbox.Customers;

namespace BillingPortal.StripeSandbox.Checkout;

/// <summary>What was typed on the card page. The number is looked up while the form is read, and dropped.</summary>
public sealed class CardInput
{
    public static readonly CardInput Empty = new([]);

    private readonly Dictionary<string, string> fields;

    public CardInput(IEnumerable<(string Name, string Value)> pairs)
    {
        fields = pairs.GroupBy(pair => pair.Name).ToDictionary(group => group.Key, group => group.First().Value.Trim());
        if (fields.Remove("number", out var number)) (Card, Refusal) = TestCard.Read(number);
        HasCvc = fields.Remove("cvc", out var cvc) && cvc.Length is 3 or 4 && cvc.All(char.IsAsciiDigit);
        (Month, Year) = ReadExpiry(this["expiry"]);
    }

    public string this[string name] => fields.GetValueOrDefault(name, "");

    public TestCard? Card { get; }
    public Decline? Refusal { get; } = Decline.IncorrectNumber;
    public bool HasCvc { get; }
    public int Month { get; }
    public int Year { get; }

    public BillingDetails Billing() => new()
    {
        Name = Given("name"),
        Address = new() { Country = Given("country"), PostalCode = Given("postal_code") },
    };

    private string? Given(string name) => this[name] is { Length: > 0 } value ? value : null;

    private static (int Month, int Year) ReadExpiry(string typed)
    {
        var digits = new string([.. typed.Where(char.IsAsciiDigit)]);
        if (digits.Length is not (4 or 6)) return (0, 0);
        var year = int.Parse(digits[2..], System.Globalization.CultureInfo.InvariantCulture);
        return (int.Parse(digits[..2], System.Globalization.CultureInfo.InvariantCulture), year < 100 ? 2000 + year : year);
    }
}
