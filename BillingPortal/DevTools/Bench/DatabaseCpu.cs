using System.Globalization;
using BillingPortal.Data;
using Npgsql;

namespace BillingPortal.DevTools.Bench;

/// <summary>
/// CPU time of the database server's processes, where it runs on this machine and the system tells (Linux, PostgreSQL). The embedded database works in the portal's own process,
/// so that its time is in the portal's.
/// </summary>
internal sealed class DatabaseCpu
{
    // USER_HZ, which Linux fixes at 100 for /proc whatever the kernel's own tick.
    private const int TicksPerSecond = 100;

    private readonly int? postmaster;

    private DatabaseCpu(int? postmaster) => this.postmaster = postmaster;

    public bool IsKnown => postmaster is not null;

    public static async Task<DatabaseCpu> OfAsync(DatabaseOptions database)
    {
        if (database.Provider != DatabaseProvider.PostgreSql || !OperatingSystem.IsLinux()) return new(null);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        return new(Read(connection.ProcessID) is { Name: "postgres" } backend ? backend.Parent : null);
    }

    public TimeSpan Used()
    {
        if (postmaster is not { } parent) return TimeSpan.Zero;
        var running = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => Read(int.Parse(name!, CultureInfo.InvariantCulture))).OfType<Stat>().Where(stat => stat.Parent == parent).Sum(stat => stat.Own);
        // What ended has been added to its parent's children.
        var server = Read(parent);
        return TimeSpan.FromSeconds((running + (server?.Own ?? 0) + (server?.Ended ?? 0)) / (double)TicksPerSecond);
    }

    private static Stat? Read(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var end = text.LastIndexOf(')');
            var rest = text[(end + 2)..].Split(' ');
            long Ticks(int field) => long.Parse(rest[field], CultureInfo.InvariantCulture);
            return new(text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..end], (int)Ticks(1), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Stat(string Name, int Parent, long Own, long Ended);
}
