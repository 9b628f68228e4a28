namespace BillingPortal.Ui;

/// <summary>How this portal runs, as far as pages say so.</summary>
/// <param name="Sandbox">No bank is asked; every page says so.</param>
/// <param name="Development">The clock can be moved, and mail is read on a page.</param>
public sealed record PortalMode(bool Sandbox, bool Development);
