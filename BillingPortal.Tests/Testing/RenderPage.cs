using BillingPortal.Shared;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Radzen;

namespace BillingPortal.Tests.Testing;

/// <summary>Renders a component or page without a browser, as somebody sees it who is signed in as <see cref="Viewer"/>.</summary>
public class RenderPage : BunitContext
{
    public RenderPage()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddSingleton(TimeProvider.System).AddSingleton<BillingClock>().AddSingleton<LiveChanges>();
        Services.AddSingleton(Viewer);
    }

    protected CurrentActor Viewer { get; } = new();

    /// <summary>The text that a person reads, with each run of white space as one blank.</summary>
    protected static string TextOf<T>(IRenderedComponent<T> rendered) where T : Microsoft.AspNetCore.Components.IComponent =>
        string.Join(' ', rendered.Nodes.Select(node => node.TextContent).SelectMany(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
