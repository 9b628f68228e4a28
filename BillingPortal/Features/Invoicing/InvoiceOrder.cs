using System.ComponentModel.DataAnnotations;
using BillingPortal.Shared;

namespace BillingPortal.Features.Invoicing;

/// <summary>What one asks to be invoiced: what is due, or lines of one's own.</summary>
public sealed record InvoiceOrder
{
    public const string OfPeriod = "period";
    public const string OfLines = "one_off";
    public const int MostLines = 100;

    /// <summary>Stripe takes no more than eight digits of minor units for one invoice.</summary>
    public const long MostAmount = 99_999_999;

    [Required(ErrorMessage = "Name the team.")]
    public Guid? TeamId { get; set; }

    [Required(ErrorMessage = "Say which: period or one_off."), AllowedValues(OfPeriod, OfLines, ErrorMessage = "The kind is period or one_off.")]
    public string? Kind { get; set; }

    public IReadOnlyList<OrderedLine>? Lines { get; set; }

    /// <summary>In minor units: what it came to when somebody looked. Where it comes to something else by now, nothing is made.</summary>
    public long? AmountDue { get; set; }

    /// <summary>The lines as they are stored, or what is wrong with them, each fault at its own field.</summary>
    public Result<IReadOnlyList<OneOffLine>> Read(Currency currency)
    {
        if (Lines is not { Count: > 0 and <= MostLines }) return Problem.Invalid("lines", $"A one-off invoice has 1 to {MostLines} lines.");

        var faults = Lines.SelectMany((line, index) => line is null ? [($"lines[{index}]", "The line is empty.")] : line.Faults($"lines[{index}]", currency)).ToList();
        if (faults.Count > 0) return new Problem(ProblemKind.Invalid, "invalid_request", faults[0].Fault) { Errors = faults.GroupBy(fault => fault.Field).ToDictionary(field => field.Key, field => field.Select(fault => fault.Fault).ToArray()) };

        OneOffLine[] lines = [.. Lines.Select(line => line.ToLine())];
        return lines.Sum(line => (decimal)line.Amount) > MostAmount
            ? Problem.Invalid("lines", $"One invoice comes to at most {new Money(MostAmount, currency)}.")
            : Result<IReadOnlyList<OneOffLine>>.Of(lines);
    }
}

/// <summary>One line that finance writes.</summary>
public sealed record OrderedLine
{
    public const string Service = "service";
    public const string OutsideScope = "outside_scope";
    public const int LongestDescription = 250;
    private const long MostQuantity = 1_000_000;

    public string? Description { get; set; }

    public long? Quantity { get; set; }

    /// <summary>In minor units.</summary>
    public long? UnitAmount { get; set; }

    /// <summary><c>service</c>, taxed as the plan is, or <c>outside_scope</c>: a deposit, damages, what was laid out for the buyer.</summary>
    public string? TaxCategory { get; set; }

    internal IEnumerable<(string Field, string Fault)> Faults(string line, Currency currency)
    {
        if (string.IsNullOrWhiteSpace(Description)) yield return ($"{line}.description", "Say what the line is for.");
        else if (Description.Trim().Length > LongestDescription) yield return ($"{line}.description", $"A description has at most {LongestDescription} characters.");
        else if (Description.Any(char.IsControl)) yield return ($"{line}.description", "A description is one line of text.");
        if (TaxCategory is not (null or Service or OutsideScope)) yield return ($"{line}.tax_category", $"The tax category is {Service} or {OutsideScope}.");
        if (Quantity is not (>= 1 and <= MostQuantity)) yield return ($"{line}.quantity", $"The quantity is a whole number from 1 to {MostQuantity:N0}.");
        if (UnitAmount is not (>= 1 and <= InvoiceOrder.MostAmount)) yield return ($"{line}.unit_amount", $"The amount goes from {new Money(currency.Step, currency)} to {new Money(InvoiceOrder.MostAmount, currency)}.");
        else if (UnitAmount % currency.Step != 0) yield return ($"{line}.unit_amount", $"The amount goes in steps of {new Money(currency.Step, currency)}: cards are charged no finer in {currency}.");
        else if (Quantity * (decimal)UnitAmount > InvoiceOrder.MostAmount) yield return ($"{line}.unit_amount", $"Quantity times amount comes to at most {new Money(InvoiceOrder.MostAmount, currency)}.");
    }

    internal OneOffLine ToLine() => new(Description!.Trim(), Quantity!.Value, UnitAmount!.Value, TaxCategory != OutsideScope);
}

/// <param name="IsNew">False where it was there already.</param>
public sealed record OrderedInvoice(InvoiceView Invoice, bool IsNew);
