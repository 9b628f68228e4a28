namespace BillingPortal.Tests.Rules;

/// <summary>Who may import whom: the portal's one direction, lowest first.</summary>
public sealed class DependencyTests
{
    private static readonly string[] Features =
    [
        "Auditing", "Access", "Emails", "Accounts", "Plans", "Discounts", "Credits", "Usage", "Taxes", "Nonprofits", "Invoicing", "Payments",
        "Subscriptions", "Dunning", "Reconciliation", "Overview", "Analytics",
    ];

    private static readonly string[] Ground = ["Shared", "Data", "Ui", "StripeNet", "StripeGateway"];

    private static readonly string[] AllFeatures = [.. Features.Select(feature => $"Features/{feature}")];

    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Shared"] = [],
        ["Data"] = ["Shared"],
        ["Ui"] = ["Shared"],
        ["StripeNet"] = [],
        ["StripeSandbox"] = [],
        ["StripeGateway"] = ["Shared", "Data", "StripeNet"],
        ["Jobs"] = [.. Ground, .. AllFeatures, "StripeSandbox"],
        ["Api"] = [.. Ground, .. AllFeatures, "StripeSandbox", "Jobs"],
        ["Portal"] = [.. Ground, .. AllFeatures, "StripeSandbox", "Jobs"],
        ["DevTools"] = [.. Ground, .. AllFeatures, "StripeSandbox", "Jobs"],
    };

    public static TheoryData<string> Layers => [.. MayUse.Keys, .. AllFeatures];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_folder_uses_only_what_lies_below_it(string layer)
    {
        var allowed = MayUse.TryGetValue(layer, out var listed) ? listed : [.. Ground, .. AllFeatures.TakeWhile(feature => feature != layer)];

        Offences(file => file.Layer == layer, file => file.UsedLayers.Except(allowed)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_file_lies_in_a_folder_that_the_rules_know() =>
        PortalSource.All.Where(file => file.Layer != "" && !Layers.Any(row => row.Data == file.Layer)).ShouldBeEmpty();

    [Fact]
    public void What_lies_at_the_top_is_the_program_alone() =>
        PortalSource.All.Where(file => file.Layer == "").Select(file => file.Path).ShouldBeSubsetOf(["Program.cs", "_Imports.razor"]);

    [Fact]
    public void The_namespace_of_a_file_is_its_folder() =>
        Offences(
            file => file.Layer is not ("" or "StripeNet") && file.Path.EndsWith(".cs", StringComparison.Ordinal),
            file => file.Names($@"(?m)^namespace BillingPortal\.{Path.GetDirectoryName(file.Path)!.Replace("/", @"\.")};") ? [] : ["another namespace"]).ShouldBeEmpty();

    [Fact]
    public void The_sandbox_could_be_lifted_out_as_it_is() =>
        Offences(
            file => file.Layer == "StripeSandbox",
            file => file.Usings.Where(space => !space.StartsWith("System", StringComparison.Ordinal) && !space.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                && !space.StartsWith("Microsoft.Extensions", StringComparison.Ordinal) && space is not ("Microsoft.Data.Sqlite" or "Microsoft.Net.Http.Headers")
                && !space.StartsWith("BillingPortal.StripeSandbox", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void The_Stripe_client_needs_nothing_but_the_framework() =>
        Offences(
            file => file.Layer == "StripeNet",
            file => file.Usings.Where(space => !space.StartsWith("System", StringComparison.Ordinal) && !space.StartsWith("Stripe", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void Requests_are_read_only_where_HTTP_comes_in() =>
        Offences(
            file => file.Path != "Shared/Http.cs" && file.Layer is not ("Api" or "Features/Access" or "StripeSandbox") && !file.FileName.EndsWith("Endpoints.cs", StringComparison.Ordinal),
            file => file.Names(@"\bI?HttpContext(Accessor)?\b") ? ["HttpContext"] : []).ShouldBeEmpty();

    [Fact]
    public void Only_the_timetable_and_jobs_know_the_scheduler() =>
        Offences(
            file => file.Layer != "Jobs" && !file.FileName.EndsWith("Job.cs", StringComparison.Ordinal),
            file => file.Names(@"\busing Quartz\b|(?<![\w.])Quartz\.") ? ["Quartz"] : []).ShouldBeEmpty();

    [Fact]
    public void Work_in_the_background_starts_in_few_places() =>
        Offences(
            file => file.Layer is not ("Jobs" or "StripeGateway" or "StripeSandbox" or "Features/Emails"),
            file => file.Names(@"\b(IHostedService|IHostedLifecycleService|BackgroundService)\b") ? ["a hosted service"] : []).ShouldBeEmpty();

    [Fact]
    public void Whoever_only_passes_things_on_holds_no_query() =>
        Offences(
            file => file.Path.EndsWith(".razor", StringComparison.Ordinal) || file.FileName.EndsWith("Endpoints.cs", StringComparison.Ordinal)
                || file.FileName.EndsWith("Job.cs", StringComparison.Ordinal) || file.FileName.StartsWith("When", StringComparison.Ordinal),
            file => file.Names(@"\b(IDbContextFactory|BillingDbContext)\b") ? ["the database"] : []).ShouldBeEmpty();

    private static IEnumerable<string> Offences(Func<PortalSource, bool> where, Func<PortalSource, IEnumerable<string>> found) =>
        PortalSource.All.Where(where).SelectMany(file => found(file).Select(offence => $"{file.Path}: {offence}"));
}
