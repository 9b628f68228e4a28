using System.Diagnostics;
using System.Globalization;
using BillingPortal.Data;

namespace BillingPortal.DevTools.Bench;

/// <summary>Something to measure: does its work once and says how many operations that was.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="RunAsync">The work.</param>
/// <param name="Prepare">What is made ready before each round, unmeasured.</param>
internal sealed record BenchSubject(string Name, Func<Task<long>> RunAsync, Action? Prepare = null);

/// <summary>One measured run.</summary>
internal sealed record BenchSample(long Operations, TimeSpan Took, TimeSpan OwnCpu, TimeSpan DatabaseCpu)
{
    public double PerSecond => Operations / Took.TotalSeconds;

    public double OwnMicroseconds => OwnCpu.TotalMicroseconds / Operations;

    public double DatabaseMicroseconds => DatabaseCpu.TotalMicroseconds / Operations;
}

/// <summary>What all measured rounds of a subject say; figures are medians, because these machines are shared.</summary>
internal sealed record BenchFigure(string Name, IReadOnlyList<BenchSample> Samples)
{
    public double PerSecond => Median(Samples.Select(sample => sample.PerSecond));

    public double OwnMicroseconds => Median(Samples.Select(sample => sample.OwnMicroseconds));

    public double DatabaseMicroseconds => Median(Samples.Select(sample => sample.DatabaseMicroseconds));

    /// <summary>The median over rounds of this speed to the limit's in the same round.</summary>
    public double RatioTo(BenchFigure limit) => Median(Samples.Zip(limit.Samples, (own, other) => own.PerSecond / other.PerSecond));

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>Runs subjects turn by turn, so that a busy moment of the machine meets all of them, and prints speed, CPU time of both sides, and the ratio to the limit.</summary>
internal sealed class BenchReport(DatabaseCpu database, TextWriter output)
{
    public async Task BeginAsync(DatabaseProvider provider)
    {
        await output.WriteLineAsync($"{provider}, {Environment.ProcessorCount} cores, .NET {Environment.Version}{(IsDebug ? ", DEBUG BUILD: use -c Release" : "")}");
    }

    /// <summary>Measures the work beside its limit.</summary>
    /// <param name="unit">What is counted, in the plural.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="work">What is measured.</param>
    /// <param name="limit">The least that such work can cost here, or null where there is none to take.</param>
    /// <param name="warmUp">How many rounds run before them: until the runtime has compiled for good what it runs often.</param>
    public async Task<BenchFigure> CompareAsync(string unit, int rounds, BenchSubject work, BenchSubject? limit = null, int warmUp = 1)
    {
        BenchSubject[] subjects = limit is null ? [work] : [work, limit];
        var samples = subjects.ToDictionary(subject => subject, _ => new List<BenchSample>());
        for (var round = -warmUp; round < rounds; round++)
            foreach (var subject in round % 2 == 0 ? subjects : [.. Enumerable.Reverse(subjects)])
            {
                var sample = await MeasureAsync(subject);
                if (round >= 0) samples[subject].Add(sample);
            }

        var figure = new BenchFigure(work.Name, samples[work]);
        await PrintAsync(unit, figure, null);
        if (limit is not null) await PrintAsync(unit, new(limit.Name, samples[limit]), figure);
        return figure;
    }

    public Task SayAsync(string line) => output.WriteLineAsync(line);

    /// <summary>Waiting times as people feel them.</summary>
    public Task LatencyAsync(string name, IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        double At(double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
        return output.WriteLineAsync($"  {name,-44} p50 {Number(At(.5)),8} ms   p95 {Number(At(.95)),8} ms   p99 {Number(At(.99)),8} ms   worst {Number(sorted[^1]),8} ms   of {sorted.Length.ToString("N0", CultureInfo.InvariantCulture)}");
    }

    public async Task<BenchSample> MeasureAsync(BenchSubject subject)
    {
        subject.Prepare?.Invoke();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (own, server, clock) = (process.TotalProcessorTime, database.Used(), Stopwatch.StartNew());
        var operations = await subject.RunAsync();
        var took = clock.Elapsed;
        process.Refresh();
        return new(operations, took, process.TotalProcessorTime - own, database.Used() - server);
    }

    /// <param name="unit">What is counted.</param>
    /// <param name="figure">What was measured.</param>
    /// <param name="comparedWith">Whose limit this is; null for the work itself.</param>
    private async Task PrintAsync(string unit, BenchFigure figure, BenchFigure? comparedWith)
    {
        var speeds = figure.Samples.Select(sample => sample.PerSecond).ToList();
        var server = database.IsKnown ? $" + {Number(figure.DatabaseMicroseconds)} in the database server" : "";
        await output.WriteLineAsync(
            $"  {figure.Name,-44} {Number(figure.PerSecond),10} {unit}/s ({Number(speeds.Min())} to {Number(speeds.Max())})   CPU {Number(figure.OwnMicroseconds)} µs each{server}");
        if (comparedWith is not null) await output.WriteLineAsync($"  {comparedWith.Name} reaches {comparedWith.RatioTo(figure):P0} of that limit");
    }

    private static string Number(double value) => value.ToString(value switch { < 10 => "0.00", < 1000 => "0.0", _ => "N0" }, CultureInfo.InvariantCulture);

    private static bool IsDebug =>
#if DEBUG
        true;
#else
        false;
#endif
}
