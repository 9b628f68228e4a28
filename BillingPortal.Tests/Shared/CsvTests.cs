using BillingPortal.Shared;

namespace BillingPortal.Tests.Shared;

/// <summary>What somebody typed is never run by the spreadsheet that a file is opened in.</summary>
public sealed class CsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+41 79 000 00 00", "'+41 79 000 00 00")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("=HYPERLINK(\"http://evil\",\"pay\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"pay\"\")\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("Smith, Jones", "\"Smith, Jones\"")]
    [InlineData("", "")]
    public void A_cell_stays_text(string typed, string cell) => Csv.Text(typed).ShouldBe(cell);
}
