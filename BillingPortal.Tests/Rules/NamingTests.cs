using System.Text.RegularExpressions;

namespace BillingPortal.Tests.Rules;

/// <summary>Words that say nothing are kept out, and so are the calls that have cost others money.</summary>
public sealed partial class NamingTests
{
    private static readonly string[] Interfaces = ["IStripeEventHandler", "ITaxSource", "IEmailTransport", "IDocumentStore"];

    private static IEnumerable<PortalSource> Ours => PortalSource.All.Where(file => file.Layer != "StripeNet");

    [Fact]
    public void An_interface_needs_two_implementations_so_there_are_only_four() =>
        (from file in Ours
         from Match declared in InterfaceDeclaration().Matches(file.Code)
         where !Interfaces.Contains(declared.Groups[1].Value)
         select $"{file.Path}: {declared.Groups[1].Value}").ShouldBeEmpty();

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        (from file in Ours
         from Match declared in TypeDeclaration().Matches(file.Code)
         where EmptyWord().IsMatch(declared.Groups[1].Value)
         select $"{file.Path}: {declared.Groups[1].Value}").ShouldBeEmpty();

    [Fact]
    public void No_folder_or_file_has_a_name_that_says_nothing() =>
        Ours.Where(file => file.Path.Split('/').Select(part => part.Split('.')[0]).Any(EmptyWord().IsMatch)).ShouldBeEmpty();

    [Fact]
    public void Every_rounding_says_how_it_rounds() =>
        (from file in PortalSource.All
         from count in file.ArgumentCounts("Math.Round").Concat(file.ArgumentCounts("decimal.Round"))
         where count != 3
         select $"{file.Path}: a Round with {count} arguments").ShouldBeEmpty();

    // StripeNet checks the age of a signature by the system's time, as the package whose signatures it has does. The sandbox shares nothing with the portal, clocks included.
    [Fact]
    public void Time_comes_from_a_clock_that_can_be_moved() =>
        PortalSource.All.Where(file => file.Layer is not ("Shared" or "StripeNet") && file.Path != "StripeSandbox/State/SandboxClock.cs" && file.Names(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b")).ShouldBeEmpty();

    [GeneratedRegex("""\binterface\s+(I[A-Z]\w*)""")]
    private static partial Regex InterfaceDeclaration();

    [GeneratedRegex("""\b(?:class|record|struct|interface|enum)\s+([A-Z]\w*)""")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("(Manager|Helpers?|Dto|Impl|Base|Utils?|Utilities|Common|Models|Enums|Misc)$")]
    private static partial Regex EmptyWord();
}
