using System.Net.Sockets;

namespace BillingPortal.Data;

/// <summary>Says in one line why the portal could not start, where the reason is the operator's to remove. Anything else is a bug and keeps its stack trace.</summary>
public static class StartFailure
{
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host", KestrelLog = "Microsoft.AspNetCore.Server.Kestrel";

    /// <summary>The line for this exception, or null.</summary>
    public static string? Line(Exception exception) => exception switch
    {
        ConfigurationProblem problem => problem.Message,
        AggregateException { InnerException: { } inner } => Line(inner),
        IOException { InnerException: { } inner } io when Socket(inner) is SocketError.AddressAlreadyInUse =>
            $"{io.Message.TrimEnd('.')}. End what listens there, or choose another address with --urls (the portal) or --StripeSandbox:Port (the sandbox).",
        IOException { InnerException: { } inner } io when Socket(inner) is not null => io.Message,
        SocketException socket => $"Cannot listen: {socket.Message}.",
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" or "Microsoft.Extensions.Logging.Configuration" } binding => binding.Message,
        InvalidDataException { InnerException: FormatException inner } file => $"{file.Message} {inner.Message}",
        _ => null,
    };

    /// <summary>Holds back the framework's own reports of a failed start, stack traces and all, until the returned action says that the portal is up.</summary>
    public static Action HoldReports(ILoggingBuilder logging)
    {
        var up = false;
        logging.AddFilter(HostLog, level => Volatile.Read(ref up) && level >= LogLevel.Warning).AddFilter(KestrelLog, level => Volatile.Read(ref up) && level >= LogLevel.Warning);
        return () => Volatile.Write(ref up, true);
    }

    private static SocketError? Socket(Exception inner) => inner is SocketException socket ? socket.SocketErrorCode : inner.InnerException is { } deeper ? Socket(deeper) : null;
}
