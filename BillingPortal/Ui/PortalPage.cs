using BillingPortal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BillingPortal.Ui;

/// <summary>A page: knows who looks at it, loads once for each address, shows the last problem, and can follow what changes.</summary>
public abstract class PortalPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SlowLook = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource left = new();
    private (Guid Account, IDisposable Watch)? following;
    private Timer? slowLook;
    private string? loaded;
    private bool loading;
    private bool ready;
    private int waiting;

    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentActor Current { get; set; } = null!;

    [Inject] private LiveChanges Changes { get; set; } = null!;

    [Inject] private IJSRuntime Script { get; set; } = null!;

    [Inject] private ILogger<PortalPage> Log { get; set; } = null!;

    protected Actor Actor => Current.Actor;

    /// <summary>Why the last thing asked for was refused; give it to a ProblemAlert.</summary>
    protected Problem? Problem { get; private set; }

    /// <summary>Ends when the person leaves the page.</summary>
    protected CancellationToken Left => left.Token;

    /// <summary>Needed after an action that gives the person a new right, before going where it is asked for.</summary>
    protected Task ReadActorAgainAsync() => Current.ReadAgainAsync();

    /// <summary>Reads what the page shows. Runs once for each address, and again for changes that the page follows.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>Waits for a service and gives its value, or null and keeps the problem. What does not exist while loading becomes the not-found page.</summary>
    protected async Task<T?> Show<T>(Task<Result<T>> answer)
    {
        Problem = (await answer).Is(out var value, out var problem) ? null : problem;
        if (problem?.Kind == ProblemKind.NotFound && loading) Navigation.NotFound();
        return value;
    }

    /// <summary>Loads again whenever the account changes, and now and then besides, because the change may have come from another server.</summary>
    protected void Follow(Guid accountId)
    {
        if (!RendererInfo.IsInteractive || following?.Account == accountId) return;
        following?.Watch.Dispose();
        following = (accountId, Changes.Follow(accountId, RefreshAsync));
        slowLook ??= new(_ => _ = RefreshAsync(), null, SlowLook, SlowLook);
    }

    protected sealed override async Task OnParametersSetAsync()
    {
        var address = new Uri(Navigation.Uri).PathAndQuery;
        if (address == loaded) return;
        loaded = address;
        await LoadNowAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (ready || loading || loaded is null) return;
        ready = true;
        await Script.InvokeVoidAsync("portal.ready", Left);
    }

    private async Task LoadNowAsync()
    {
        loading = true;
        try
        {
            await LoadAsync();
        }
        finally
        {
            loading = false;
        }
    }

    /// <summary>Many changes at once make one reading. A reading that fails leaves the page as it was: the next one comes by itself.</summary>
    private async Task RefreshAsync()
    {
        if (Interlocked.Exchange(ref waiting, 1) == 1) return;
        try
        {
            await Task.Delay(Gather, Left);
            Interlocked.Exchange(ref waiting, 0);
            await InvokeAsync(async () =>
            {
                await Current.ReadAgainAsync();
                await LoadNowAsync();
                StateHasChanged();
            });
        }
        catch (Exception exception) when (!Left.IsCancellationRequested)
        {
            Log.LogWarning(exception, "A page could not be refreshed.");
        }
        catch (Exception) when (Left.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        finally
        {
            Interlocked.Exchange(ref waiting, 0);
        }
    }

    public void Dispose()
    {
        left.Cancel();
        following?.Watch.Dispose();
        slowLook?.Dispose();
        GC.SuppressFinalize(this);
    }
}
