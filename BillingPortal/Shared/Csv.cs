namespace BillingPortal.Shared;

/// <summary>Cells of the files that people open in a spreadsheet. Numbers are written as they are; whatever somebody could have typed goes through here.</summary>
public static class Csv
{
    /// <summary>With these a cell begins that a spreadsheet runs as a formula (OWASP, CSV injection).</summary>
    private const string Formula = "=+-@\t\r\n";

    /// <summary>Text that stays text: an apostrophe before what a spreadsheet would run, quotes around what would end the cell.</summary>
    public static string Text(string text)
    {
        var cell = text.Length > 0 && Formula.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return cell.AsSpan().IndexOfAny(",;\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
