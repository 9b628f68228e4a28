using Microsoft.AspNetCore.Components.Routing;

namespace BillingPortal.Features.Access;

/// <summary>What the frame of a page must know of the request that it answers.</summary>
public sealed class Visit(IHttpContextAccessor http)
{
    /// <summary>"light", "dark", or null to follow the system.</summary>
    public string? Theme => http.HttpContext?.Request.Cookies["theme"] is ("light" or "dark") and var theme ? theme : null;

    /// <summary>False for the pages that set cookies: they need a plain HTTP answer.</summary>
    public bool IsInteractive => http.HttpContext?.AcceptsInteractiveRouting() == true;
}
