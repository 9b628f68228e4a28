using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Rules;

/// <summary>A file is read in one go: most are a screen or two, none is long.</summary>
public sealed class FileSizeTests
{
    private static readonly IReadOnlyList<(string Path, int Lines)> Code = Measure(".cs");

    private static readonly IReadOnlyList<(string Path, int Lines)> Markup = Measure(".razor");

    [Fact]
    public void No_code_file_has_more_than_300_lines() => Code.Where(file => file.Lines > 300).ShouldBeEmpty();

    [Fact]
    public void Nineteen_of_twenty_code_files_have_at_most_200_lines() =>
        Code.Count(file => file.Lines > 200).ShouldBeLessThanOrEqualTo(Code.Count / 20, string.Join('\n', Code.Where(file => file.Lines > 200)));

    [Fact]
    public void No_page_or_component_has_more_than_150_lines() => Markup.Where(file => file.Lines > 150).ShouldBeEmpty();

    private static IReadOnlyList<(string Path, int Lines)> Measure(string extension) =>
        [.. from folder in new[] { "BillingPortal", "BillingPortal.Tests" }
            from file in Repository.Sources(folder, extension)
            select ($"{folder}/{file.Path}", file.Text.TrimEnd('\n').Count(letter => letter == '\n') + 1)];
}
