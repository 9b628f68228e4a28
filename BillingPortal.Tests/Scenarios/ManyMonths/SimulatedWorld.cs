using BillingPortal.Tests.Testing;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>The teams, the staff, the line to Stripe and the calendar of one simulation; always the same for one seed.</summary>
public sealed class SimulatedWorld : IAsyncDisposable
{
    private readonly BillingApp app;
    private readonly Random random;
    private readonly Books books;
    private readonly List<SimulatedTeam> teams = [];
    private SimulatedStaff staff = null!;

    private SimulatedWorld(BillingApp app, Random random) => (this.app, this.random, books) = (app, random, new(app));

    /// <summary>How often each deed succeeded.</summary>
    public Dictionary<string, int> Done { get; } = [];

    private StripeWire Wire => app.Wire!;

    /// <param name="everything">Also what a short run may not come to.</param>
    public static IEnumerable<string> Deeds(bool everything) => everything ? [.. SimulatedTeam.Usual, .. SimulatedTeam.Rare, .. SimulatedStaff.Deeds] : SimulatedTeam.Usual;

    public static async Task<SimulatedWorld> CreateAsync(int seed, int teams)
    {
        var app = new BillingApp { Wire = new() };
        await app.InitializeAsync();
        app.Wire.Seed(seed);
        var world = new SimulatedWorld(app, new(seed));
        world.staff = await SimulatedStaff.HireAsync(app, new(world.random.Next()));
        for (var n = 0; n < teams; n++) world.teams.Add(await SimulatedTeam.FoundAsync(app, new(world.random.Next()), n, world.staff.Codes));
        return world;
    }

    /// <summary>A month in two unequal steps, in some months with bad hours at Stripe between them; then the auditor comes.</summary>
    public async Task LiveAMonthAsync(string when)
    {
        var first = random.Next(5, 20);
        await LiveAsync(when, TimeSpan.FromDays(first));
        if (random.Next(3) == 0) await BadHoursAsync(when);
        await LiveAsync(when, TimeSpan.FromDays(30 - first));
        // The grace after a period's end, and the run that follows it.
        await app.AdvanceAsync(TimeSpan.FromHours(3));
        await books.ShouldHoldAsync(when);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task LiveAsync(string when, TimeSpan time)
    {
        foreach (var team in teams)
        {
            await staff.LookAfterAsync(team, Done, when);
            await team.LiveAsync(Done, when);
        }
        await app.AdvanceAsync(time);
    }

    /// <summary>Cut off, or every few answers lost, for some hours; people go on meanwhile. Then the line is good again.</summary>
    private async Task BadHoursAsync(string when)
    {
        (Wire.IsCut, Wire.LostPercent) = random.Next(2) == 0 ? (true, 0) : (false, 15);
        foreach (var team in teams) await team.LiveAsync(Done, when);
        await app.AdvanceAsync(TimeSpan.FromHours(random.Next(1, 6)));
        (Wire.IsCut, Wire.LostPercent) = (false, 0);
        await app.AdvanceAsync(TimeSpan.FromHours(1));
        Done["bad hours"] = Done.GetValueOrDefault("bad hours") + 1;
    }
}
