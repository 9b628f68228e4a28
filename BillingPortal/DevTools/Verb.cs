using BillingPortal.Data;

namespace BillingPortal.DevTools;

/// <summary>What the program does instead of serving the portal: <c>dotnet run --project BillingPortal -- job emails</c>.</summary>
public sealed record Verb(string Usage, Func<WebApplication, string[], Task<int>> RunAsync)
{
    private static readonly Dictionary<string, Verb> All = new()
    {
        ["admin"] = new("admin create EMAIL", FirstAdministrator.RunAsync),
        ["bench"] = new($"bench {Bench.Bench.Names}", Bench.Bench.RunAsync) { Serves = true, Settings = Bench.Bench.Settings },
        ["job"] = new("job NAME", RunJob.RunAsync),
        ["recount"] = new("recount", Recount.RunAsync),
        ["clock"] = new("clock advance 31d", MoveClock.RunAsync),
        ["stripe-sandbox"] = new("stripe-sandbox", SandboxAlone.RunAsync),
    };

    /// <summary>Whether it needs the whole portal, mapped and ready to be started.</summary>
    public bool Serves { get; private init; }

    /// <summary>What it sets before the portal reads its settings.</summary>
    public Func<string[], string[]> Settings { get; private init; } = args => args;

    /// <summary>The verb that the arguments begin with, or null where the portal itself is wanted: settings come as <c>--Key=value</c> or <c>Key=value</c>.</summary>
    /// <exception cref="ConfigurationProblem">There is no such verb.</exception>
    public static Verb? In(string[] args)
    {
        if (args is not [var word, ..] || word.StartsWith('-') || word.Contains('=', StringComparison.Ordinal)) return null;
        return All.GetValueOrDefault(word) ?? throw new ConfigurationProblem($"'{word}' is not a command. There are: {string.Join(", ", All.Values.Select(verb => verb.Usage))}.");
    }

    /// <summary>What follows the verb, without settings.</summary>
    public static string[] Words(string[] args) => [.. args.Skip(1).TakeWhile(word => !word.StartsWith('-'))];

    internal static ConfigurationProblem Misused(string verb) => new($"Usage: {All[verb].Usage}");
}
