using System.Globalization;
using System.Text.Json;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>Reads a line's provenance for people. Pure: whatever it says comes from what is stored with the line.</summary>
public static class LineExplaining
{
    /// <summary>A line of an invoice, stored or previewed.</summary>
    public sealed record Line(int Position, LineKind Kind, string Description, Metric? Metric, Money Amount, Period Period, string Provenance);

    public static LineExplanation Explain(Line line)
    {
        using var json = JsonDocument.Parse(line.Provenance);
        var of = json.RootElement;
        return Text(of, "formula") switch
        {
            "plan" => Plan(line, of),
            "overage" => Overage(line, of),
            "late_overage" => Late(line, of),
            "proration" => Proration(line, of),
            "one_off" => OneOff(line, of),
            CreditSpending.Waiver => Waived(line, of),
            _ => Other(line, of),
        };
    }

    private static LineExplanation Plan(Line line, JsonElement of) => new()
    {
        Position = line.Position, Description = line.Description, Amount = line.Amount, PricedBy = Version(of, "plan_code", "version_number"), After = LineAfterwards.Of(of, line.Amount),
        Sentence = $"The plan is paid in advance, for {DateWords.Days(line.Period)}.",
        Steps = [new("One month", line.Amount.ToString())], Result = "Price of the plan",
    };

    private static LineExplanation Overage(Line line, JsonElement of)
    {
        var (metric, used, limit, over) = (line.Metric!.Value, Long(of, "used"), Long(of, "limit"), Long(of, "over"));
        var kind = metric.Kind() == MetricKind.Counter ? "counted" : "was the highest";
        return new()
        {
            Position = line.Position, Description = line.Description, Amount = line.Amount, PricedBy = Version(of, null, "version_number"), After = LineAfterwards.Of(of, line.Amount), Counted = metric.Label(),
            Sentence = $"{Number(metric, used)} {metric.Label()} {kind} in {DateWords.Days(line.Period)}. The plan includes {Number(metric, limit)}, so {Number(metric, over)} are charged.",
            Steps = [new(metric.Kind() == MetricKind.Counter ? "Counted" : "Highest", Number(metric, used)), new("Included", "− " + Number(metric, limit)), new("Over the limit", Number(metric, over)), .. StepsOf(of, "steps", line.Amount.Currency)],
            Result = Rounded(of, "steps", line.Amount.Currency), Tiers = LineTiers.Of(of, metric, line.Amount.Currency),
        };
    }

    private static LineExplanation Late(Line line, JsonElement of)
    {
        var (metric, currency) = (line.Metric!.Value, line.Amount.Currency);
        return new()
        {
            Position = line.Position, Description = line.Description, Amount = line.Amount, PricedBy = Version(of, null, "version_number"), After = LineAfterwards.Of(of, line.Amount), Counted = metric.Label(),
            Sentence = $"Usage of {DateWords.Days(line.Period)} arrived after that period was billed: it was {Number(metric, Long(of, "used"))} and not {Number(metric, Long(of, "billed_used"))}. The difference is charged.",
            Steps = [new("Over the limit, known now", Number(metric, Long(of, "over"))), .. StepsOf(of, "steps", currency), new("Over the limit, billed before", Number(metric, Long(of, "billed_over"))), .. StepsOf(of, "billed_steps", currency)],
            Result = "What it costs now, less what was billed", Tiers = LineTiers.Of(of, metric, currency),
        };
    }

    private static LineExplanation Proration(Line line, JsonElement of)
    {
        var (price, left, seconds) = (new Money(Math.Abs(Long(of, "price")), line.Amount.Currency), Long(of, "seconds_left"), Long(of, "period_seconds"));
        var isUnused = Text(of, "leg") == "unused";
        return new()
        {
            Position = line.Position, Description = line.Description, Amount = line.Amount, After = LineAfterwards.Of(of, line.Amount),
            PricedBy = isUnused ? Version(of, "from_plan_code", "from_version_number") : Version(of, "to_plan_code", "to_version_number"),
            Sentence = isUnused
                ? "The plan changed within its period. What was paid for the time that is left is given back, to the second."
                : "The plan changed within the period. The new plan is charged for the time that is left, to the second.",
            Steps = [new(isUnused ? "Paid for the whole period" : "Price of the whole period", price.ToString()), new("Seconds left", Plain(left)), new("Seconds of the period", Plain(seconds))],
            Result = $"{(isUnused ? "−" : "")}{price} × {Plain(left)} ÷ {Plain(seconds)}, rounded once",
        };
    }

    private static LineExplanation OneOff(Line line, JsonElement of) => new()
    {
        Position = line.Position, Description = line.Description, Amount = line.Amount, After = LineAfterwards.Of(of, line.Amount), Sentence = "This line was written by our finance team; no usage and no plan is behind it.",
        Steps = [new("Quantity", Plain(Long(of, "quantity"))), new("Unit amount", new Money(Long(of, "unit_amount"), line.Amount.Currency).ToString())], Result = "Quantity × unit amount",
    };

    private static LineExplanation Waived(Line line, JsonElement of) => new()
    {
        Position = line.Position, Description = line.Description, Amount = line.Amount, After = LineAfterwards.Of(of, line.Amount),
        Sentence = $"A card can be charged {new Money(Long(of, "smallest_charge"), line.Amount.Currency)} or more. This invoice comes to less, so nothing of it is collected, now or later.",
        Steps = [new("Not collected", line.Amount.ToString())], Result = "Nothing is left to pay",
    };

    private static LineExplanation Other(Line line, JsonElement of) => new()
    {
        Position = line.Position, Description = line.Description, Amount = line.Amount, After = LineAfterwards.Of(of, line.Amount),
        Sentence = line.Kind == LineKind.Credit ? "Credit of your account pays this part. Credit that expires first is spent first." : "This line stands as it was agreed.",
        Steps = [.. of.EnumerateObject().Where(field => field.Value.ValueKind is JsonValueKind.Number && field.Name is not "amount").Select(field => new ExplainedFigure(Words(field.Name), field.Value.ToString()))], Result = "Amount",
    };

    private static IEnumerable<ExplainedFigure> StepsOf(JsonElement of, string name, Currency currency) => LineTiers.Steps(of, name)
        .Select(step => new ExplainedFigure(step.Describe(currency), LineTiers.Exact(step.Minor, currency)));

    private static string Rounded(JsonElement of, string name, Currency currency) => $"{LineTiers.Exact(LineTiers.Steps(of, name).Sum(step => step.Minor), currency)}, rounded once";

    private static string? Version(JsonElement of, string? code, string number) =>
        !of.TryGetProperty(number, out var version) ? null : code is null ? $"Price version {version}" : $"{Words(Text(of, code) ?? "")}, price version {version}";

    internal static string Number(Metric metric, long quantity) => metric == Metric.StorageBytes
        ? (quantity / (decimal)(1L << 30)).ToString("#,0.###", CultureInfo.InvariantCulture) + " GiB"
        : Plain(quantity);

    internal static string Plain(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Words(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long Long(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
