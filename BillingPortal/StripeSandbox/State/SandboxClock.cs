namespace BillingPortal.StripeSandbox.State;

/// <summary>The sandbox's time: the system's plus an offset that is kept in the file and never shrinks.</summary>
public sealed class SandboxClock(SandboxFile file)
{
    private TimeSpan offset = file.ClockOffset;

    /// <summary>The system's time, for what a moved clock must not touch.</summary>
    public static DateTimeOffset Real => DateTimeOffset.UtcNow;

    public DateTimeOffset Now => Real + offset;

    public long Seconds => Now.ToUnixTimeSeconds();

    /// <summary>Does nothing when <paramref name="instant"/> is not in the future.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        var wanted = instant - Real;
        if (wanted <= offset) return;
        file.ClockOffset = wanted;
        offset = wanted;
    }
}
