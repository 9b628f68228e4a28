using BillingPortal.Shared;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BillingPortal.Features.Access;

/// <summary>Finds the actor of each request. A cookie counts for pages and for reading; whoever changes something over the API must show a token.</summary>
public sealed class ActorMiddleware(RequestDelegate next)
{
    private static readonly PathString[] Apis = ["/standalone-teams", "/billing-engine", "/dev"];

    public async Task InvokeAsync(HttpContext http, CurrentActor current, ActorReader reader)
    {
        if (http.ShowsToken() || HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || !Apis.Any(api => http.Request.Path.StartsWithSegments(api)))
            current.Is(await reader.ReadAsync(http.User, http.RequestAborted));
        await next(http);
    }
}

/// <summary>
/// Reads the actor again before each event of a circuit, and lets events begin in the order in which they came: Blazor keeps that order only as far as nothing is
/// waited for on the way, and the submit of a form must not overtake the change of its last field.
/// </summary>
public sealed class ActorCircuit(CurrentActor current, ActorReader reader, AuthenticationStateProvider authentication) : CircuitHandler
{
    private Task before = Task.CompletedTask;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        current.ReadAgainAsync = () => ReadAsync(default);
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The visitor has left while the page was still opening, which is no fault of the portal's.
        }
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var earlier = Interlocked.Exchange(ref before, begun.Task);
        Task running;
        try
        {
            await earlier;
            await ReadAsync(default);
            running = next(activity);
        }
        finally
        {
            // Begun is enough: an event that waits for the browser would otherwise wait for the answer behind itself.
            begun.SetResult();
        }
        await running;
    };

    private async Task ReadAsync(CancellationToken ct) => current.Is(await reader.ReadAsync((await authentication.GetAuthenticationStateAsync()).User, ct));
}
