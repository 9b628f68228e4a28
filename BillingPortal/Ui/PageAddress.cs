using Microsoft.AspNetCore.Components;

namespace BillingPortal.Ui;

public static class PageAddress
{
    /// <summary>The present page's path, without host, query and fragment.</summary>
    public static string Path(this NavigationManager navigation) => new Uri(navigation.Uri).AbsolutePath;

    /// <summary>An anchor on the present page; a bare "#main" would lead to the start page because of the base address.</summary>
    public static string Anchor(this NavigationManager navigation, string id) => new Uri(navigation.Uri).PathAndQuery + "#" + id;

    /// <summary>A path of this portal, or the start page if the text could lead anywhere else.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
