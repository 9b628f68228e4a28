using BillingPortal.Shared;
using BillingPortal.Ui;

namespace BillingPortal.Portal;

/// <summary>One place that the navigation leads to, for those who may go there.</summary>
public sealed record NavItem(string Href, string Icon, string Text, Permission? Needs = null)
{
    /// <summary>One word for the phone's bar, where a fifth of the screen is all there is.</summary>
    public string Short { get; init; } = Text;

    private static readonly NavItem[] Everywhere = [new("/teams", "groups", "Teams"), new("/teams/new", "group_add", "New team")];

    private static readonly NavItem[] Platform =
    [
        new("/admin/catalogue", "inventory_2", "Catalogue", Permission.ViewPlatform),
        new("/admin/discount-codes", "sell", "Discount codes", Permission.ViewDiscounts) { Short = "Codes" },
        new("/admin/credits", "redeem", "Credits", Permission.GrantCredits),
        new("/admin/invoices", "pause_circle", "Held invoices", Permission.ViewPlatform) { Short = "Held" },
        new("/admin/jobs", "history", "Jobs", Permission.ViewPlatform),
        new("/admin/webhooks", "webhook", "Webhooks", Permission.ViewPlatform),
        new("/admin/taxes", "account_balance", "Taxes", Permission.ViewPlatform),
    ];

    private static readonly NavItem[] Tools = [new("/dev/mail", "mail", "Mail"), new("/dev/clock", "schedule", "Clock")];

    /// <summary>The places of a team, or those outside of any.</summary>
    public static IReadOnlyList<NavItem> Of(Guid? teamId, Actor actor) => teamId is not { } id
        ? [.. Everywhere, .. Platform.Where(item => item.Needs is { } needed && actor.May(needed))]
        : [.. TeamPlaces(id).Where(item => item.Needs is not { } needed || actor.May(needed, id))];

    public static IReadOnlyList<NavItem> Development(PortalMode mode) => mode.Development ? Tools : [];

    /// <summary>Whether the address is this place or, but for a team's first page, one below it.</summary>
    public bool Holds(string path) => path == Href || (Needs is not Permission.ViewTeam && Href != "/teams" && path.StartsWith(Href + "/", StringComparison.Ordinal));

    /// <summary>The team in an address: <c>/teams/{id}/…</c></summary>
    public static Guid? TeamIn(string path) => path.Split('/') is ["", "teams", var id, ..] && Guid.TryParse(id, out var teamId) ? teamId : null;

    private static NavItem[] TeamPlaces(Guid id) =>
    [
        new($"/teams/{id}", "space_dashboard", "Overview", Permission.ViewTeam),
        new($"/teams/{id}/usage", "bar_chart", "Usage", Permission.ViewUsage),
        new($"/teams/{id}/plan", "layers", "Plan", Permission.ViewBilling),
        new($"/teams/{id}/invoices", "receipt_long", "Invoices", Permission.ViewBilling),
        new($"/teams/{id}/credits", "redeem", "Credits", Permission.ViewBilling),
        new($"/teams/{id}/settings", "settings", "Settings", Permission.ViewBilling),
    ];
}
