using System.Text.Json;

namespace BillingPortal.Tests.Features.Invoicing;

/// <summary>What an invoice comes to, computed from the provenance of its lines.</summary>
public sealed record EvaluatedInvoice(IReadOnlyList<EvaluatedLine> Lines)
{
    public long Subtotal => Lines.Where(line => !line.IsCredit).Sum(line => line.Amount);

    public long Discount => Lines.Sum(line => line.Discount);

    public long Promotional => -Lines.Where(line => line is { IsCredit: true, IsPrepaid: false }).Sum(line => line.Amount);

    public long Prepaid => -Lines.Where(line => line.IsPrepaid).Sum(line => line.Amount);

    public long Tax => Lines.Sum(line => line.Tax);

    public long Total => Subtotal - Discount - Promotional + Tax;

    public long AmountDue => Total - Prepaid;
}

public sealed record EvaluatedLine(long Amount, long Discount, long Tax, bool IsCredit, bool IsPrepaid);

/// <summary>
/// Computes invoices again with arithmetic of its own: it knows the rules as they are written down for customers and the JSON of each line, and nothing of the program
/// that made them.
/// </summary>
public static class ProvenanceEvaluator
{
    public static EvaluatedInvoice Evaluate(IEnumerable<string> provenance)
    {
        var lines = provenance.Select(json => JsonDocument.Parse(json).RootElement).ToList();
        var amounts = lines.Select(AmountOf).ToArray();
        var discounts = Discounts(lines, amounts);
        return new([.. lines.Select((line, i) => new EvaluatedLine(amounts[i], discounts[i], TaxOf(line, amounts[i] - discounts[i]), IsCredit(line), IsCredit(line) && line.GetProperty("kind").GetString() == "prepaid"))]);
    }

    private static bool IsCredit(JsonElement line) => line.GetProperty("formula").GetString() is "credit" or "waived";

    private static long AmountOf(JsonElement line) => line.GetProperty("formula").GetString() switch
    {
        "plan" => Long(line, "price"),
        "one_off" => Long(line, "quantity") * Long(line, "unit_amount"),
        "proration" => (line.GetProperty("leg").GetString() == "unused" ? -1 : 1) * HalfUp(line, (decimal)Long(line, "price") * Long(line, "seconds_left") / Long(line, "period_seconds")),
        "overage" => HalfUp(line, Price(line, Long(line, "used"))),
        "late_overage" => HalfUp(line, Price(line, Long(line, "used"))) - Long(line, "charged"),
        "credit" => -line.GetProperty("grants").EnumerateArray().Sum(grant => Long(grant, "amount")),
        "waived" => -Long(line, "waived"),
        var other => throw new InvalidOperationException($"Nobody has written down what '{other}' means."),
    };

    /// <summary>In minor units, exact.</summary>
    private static decimal Price(JsonElement line, long used)
    {
        var over = Math.Max(0, used - Long(line, "limit"));
        var per = Long(line, "per");
        var tiers = line.GetProperty("tiers").EnumerateArray().Select(tier => (UpTo: tier.GetProperty("up_to") is { ValueKind: JsonValueKind.Number } end ? end.GetInt64() : long.MaxValue, Price: tier.GetProperty("price").GetDecimal())).ToList();
        if (over == 0) return 0;
        switch (line.GetProperty("model").GetString())
        {
            case "Flat": return over * tiers[0].Price / per;
            case "Package": return decimal.Ceiling(over / (decimal)per) * tiers[0].Price;
            case "Volume": return over * tiers.First(tier => tier.UpTo >= over).Price / per;
            default:
                var (sum, from) = (0m, 0L);
                foreach (var (upTo, price) in tiers)
                {
                    sum += Math.Max(0, Math.Min(over, upTo) - from) * price / per;
                    from = Math.Min(over, upTo);
                }
                return sum;
        }
    }

    /// <summary>A percentage is taken of each covered line. An amount, and a percentage where a plan change gives much back, is spread over them: whole units by proportion, what is left to the largest rests, ties to the earlier.</summary>
    private static long[] Discounts(List<JsonElement> lines, long[] amounts)
    {
        var cuts = new long[lines.Count];
        int[] covered = [.. Enumerable.Range(0, lines.Count).Where(i => lines[i].TryGetProperty("discount", out _))];
        if (covered.Length == 0) return cuts;

        var terms = lines[covered[0]].GetProperty("discount");
        var percent = terms.GetProperty("percent_off") is { ValueKind: JsonValueKind.Number } share ? share.GetDecimal() : (decimal?)null;
        var givenBack = -Enumerable.Range(0, lines.Count).Where(i => lines[i].GetProperty("formula").GetString() == "proration" && amounts[i] < 0).Sum(i => amounts[i]);
        var weight = covered.Sum(i => amounts[i]);
        var wanted = percent is { } off ? covered.Sum(i => HalfUp(lines[i], amounts[i] * off / 100)) : Long(terms, "amount_off");
        if (percent is { } each && wanted <= weight - givenBack) foreach (var i in covered) cuts[i] = HalfUp(lines[i], amounts[i] * each / 100);
        else Spread(cuts, covered, amounts, Math.Min(wanted, weight - givenBack), weight, StepOf(lines[covered[0]]));
        return cuts;
    }

    private static void Spread(long[] cuts, int[] covered, long[] amounts, long whole, long weight, long step)
    {
        if (whole <= 0) return;
        whole /= step;
        foreach (var i in covered) cuts[i] = (long)((Int128)whole * amounts[i] / weight);
        var left = (int)(whole - covered.Sum(i => cuts[i]));
        foreach (var i in covered.OrderByDescending(i => (Int128)whole * amounts[i] % weight).ThenBy(i => i).Take(left)) cuts[i]++;
        foreach (var i in covered) cuts[i] *= step;
    }

    private static long TaxOf(JsonElement line, long net) => line.GetProperty("taxes").EnumerateArray().Sum(tax => HalfUp(line, net * tax.GetProperty("percentage").GetDecimal() / 100));

    /// <summary>Half away from zero, to what can be charged: dinars of a thousand fils are charged in tens of them.</summary>
    private static long HalfUp(JsonElement line, decimal amount)
    {
        var step = StepOf(line);
        return (long)(Math.Sign(amount) * decimal.Floor(Math.Abs(amount) / step + 0.5m)) * step;
    }

    private static long StepOf(JsonElement line) => line.GetProperty("currency").GetString() is "KWD" or "BHD" ? 10 : 1;

    private static long Long(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}
