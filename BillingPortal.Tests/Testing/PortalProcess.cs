using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace BillingPortal.Tests.Testing;

/// <summary>The built portal as a process of its own, for what only a process can show: the exit code, what it prints, and kill -9.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> output = [];

    private readonly ConcurrentQueue<string> errors = [];

    private readonly Dictionary<string, string> settings;

    private Process? process;

    /// <summary>Settings are environment variables, as an operator would set them (<c>Data__Folder</c>).</summary>
    public PortalProcess(string folder, params (string Key, string Value)[] settings)
    {
        Address = new($"http://127.0.0.1:{FreePort()}");
        StripeAddress = new($"http://127.0.0.1:{FreePort()}");
        Client = new(Address, null);
        this.settings = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Address.ToString(),
            ["Data__Folder"] = folder,
            ["StripeSandbox__Port"] = StripeAddress.Port.ToString(),
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (key, value) in settings) this.settings[key] = value;
    }

    public Uri Address { get; }

    /// <summary>Where its Stripe sandbox listens.</summary>
    public Uri StripeAddress { get; }

    public ApiClient Client { get; }

    public string Errors => string.Join('\n', errors);

    public string Output => string.Join('\n', output);

    /// <summary>Outside the range that the kernel hands out by itself, so that the port is still free after a restart.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }

    /// <summary>Its Stripe, by Stripe's own API.</summary>
    public ApiClient Stripe() => new(StripeAddress, ApiClient.SandboxKey);

    /// <summary>Starts the portal and waits until it is ready.</summary>
    public async Task StartAsync() => await WaitUntilThereAsync(Launch(), Client, "/health/ready");

    /// <summary>Starts the Stripe sandbox alone.</summary>
    public async Task StartSandboxAsync()
    {
        using var stripe = Stripe();
        await WaitUntilThereAsync(Launch("stripe-sandbox"), stripe, "/v1/customers");
    }

    /// <summary>Starts the portal and waits until it ends by itself.</summary>
    public async Task<int> RunAsync(params string[] arguments)
    {
        var started = Launch(arguments);
        using var patience = new CancellationTokenSource(Patience);
        await started.WaitForExitAsync(patience.Token);
        return started.ExitCode;
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public Process Begin(params string[] arguments) => Launch(arguments);

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
    }

    private Process Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Portal, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (key, value) in settings) start.Environment[key] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task WaitUntilThereAsync(Process started, ApiClient client, string path)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            if (started.HasExited) throw new InvalidOperationException($"The portal ended with {started.ExitCode}.\n{Output}\n{Errors}");
            if (await IsThereAsync(client, path)) return;
        }
        throw new TimeoutException($"The portal did not become ready.\n{Output}\n{Errors}");
    }

    private static async Task<bool> IsThereAsync(ApiClient client, string path)
    {
        try
        {
            return (await client.GetAsync(path)).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }
}
