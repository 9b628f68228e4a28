using System.Globalization;
using BillingPortal.Features.Invoicing;

namespace BillingPortal.DevTools;

/// <summary>Shows how far an invoice run has come: a bar that moves on a terminal, a line now and then in a file.</summary>
internal sealed class RunProgressBar(TextWriter output, bool isTerminal)
{
    private const int Width = 30;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    public async Task WatchAsync(InvoiceRunProgress progress, Task work)
    {
        var written = TimeSpan.MinValue;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (await Task.WhenAny(work, Task.Delay(Look)) != work)
        {
            if (progress.Current is not { } tally || (!isTerminal && written != TimeSpan.MinValue && clock.Elapsed - written < LineEvery)) continue;
            written = clock.Elapsed;
            await WriteAsync(tally);
        }
        if (progress.Current is { } last) await WriteAsync(last);
        await output.WriteLineAsync(progress.Current is null ? "No draft is due." : isTerminal ? "" : "The run has ended.");
    }

    internal static string Line(InvoiceRunTally tally)
    {
        var left = tally.TimeLeft is { } time ? $", {time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{tally.Worked:N0} of {tally.Total:N0} ({tally.Share * 100:0} %): {tally.Done:N0} done, {tally.Failed:N0} failed, {tally.Waiting:N0} waiting, {tally.PerSecond:0.0}/s{left}");
    }

    private Task WriteAsync(InvoiceRunTally tally)
    {
        if (!isTerminal) return output.WriteLineAsync(Line(tally));
        var filled = (int)(tally.Share * Width);
        // \e[K clears what a longer line has left behind.
        return output.WriteAsync($"\r[{new string('#', filled)}{new string('-', Width - filled)}] {Line(tally)}\e[K");
    }
}
