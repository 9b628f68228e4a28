using System.Globalization;

namespace BillingPortal.Shared;

/// <summary>An amount in whole minor units (cents) of one currency. Amounts of two currencies never meet: that throws.</summary>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    public static Money Zero(Currency currency) => new(0, currency);

    public static Money Usd(long cents) => new(cents, Currency.Usd);

    /// <summary>The one rounding of the product: half away from zero, as Stripe rounds, to what the currency can be charged in. Call it once per invoice line.</summary>
    /// <param name="minor">An exact amount in minor units, with fractions.</param>
    /// <exception cref="OverflowException">The amount does not fit; it never wraps.</exception>
    public static Money Round(decimal minor, Currency currency) =>
        new(checked((long)Math.Round(minor / currency.Step, 0, MidpointRounding.AwayFromZero) * currency.Step), currency);

    public static Money operator +(Money left, Money right) => new(checked(left.Minor + right.In(left.Currency)), left.Currency);

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - right.In(left.Currency)), left.Currency);

    public static Money operator -(Money money) => new(checked(-money.Minor), money.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public bool IsZero => Minor == 0;

    public bool IsNegative => Minor < 0;

    public static Money Sum(IEnumerable<Money> amounts, Currency currency) => amounts.Aggregate(Zero(currency), (sum, amount) => sum + amount);

    /// <summary>Splits this amount in proportion to the weights by largest remainder, ties to the earlier share. The shares always add up to the whole.</summary>
    /// <exception cref="ArgumentException">A weight is negative, or all are zero.</exception>
    public IReadOnlyList<Money> Allocate(IReadOnlyList<long> weights)
    {
        var total = weights.Sum(weight => weight < 0 ? throw new ArgumentException("A weight is negative.", nameof(weights)) : (decimal)weight);
        if (total == 0) throw new ArgumentException("There is nothing to weigh the shares by.", nameof(weights));

        var step = Minor % Currency.Step == 0 ? Currency.Step : 1;
        var whole = Math.Abs((decimal)Minor) / step;
        var shares = weights.Select(weight => decimal.ToInt64(decimal.Truncate(whole * weight / total))).ToArray();
        var remainders = weights.Select((weight, index) => (index, rest: whole * weight - shares[index] * total));
        var left = decimal.ToInt64(whole - shares.Sum(share => (decimal)share));
        foreach (var (index, _) in remainders.OrderByDescending(r => r.rest).ThenBy(r => r.index).Take((int)left)) shares[index]++;

        var (sign, currency) = (Math.Sign(Minor), Currency);
        return [.. shares.Select(share => new Money(sign * share * step, currency))];
    }

    /// <summary>This amount in major units: 1234 cents are 12.34.</summary>
    public decimal Major => Minor / Scale;

    private decimal Scale => Currency.MinorDigits switch { 0 => 1m, 3 => 1000m, _ => 100m };

    /// <summary>For people: "$1,234.50", "¥1,200", "−$5.00" with a real minus sign.</summary>
    public override string ToString() => (IsNegative ? "−" : "") + Currency.Symbol + Math.Abs(Major).ToString("N" + Currency.MinorDigits, CultureInfo.InvariantCulture);

    /// <summary>A unit rate in major units with as many digits as it needs, at least the currency's own: "$0.0004", "$2.00".</summary>
    public static string Rate(decimal major, Currency currency)
    {
        var digits = Math.Max(currency.MinorDigits, BitConverter.GetBytes(decimal.GetBits(major / 1.0000000000000000000000000000m)[3])[2]);
        return (major < 0 ? "−" : "") + currency.Symbol + Math.Abs(major).ToString("N" + digits, CultureInfo.InvariantCulture);
    }

    public int CompareTo(Money other) => Minor.CompareTo(other.In(Currency));

    private long In(Currency currency) => Currency == currency
        ? Minor
        : throw new InvalidOperationException($"{currency} and {Currency} cannot be added or compared.");
}
