using BillingPortal.Data;

namespace BillingPortal.Features.Invoicing;

/// <summary>The times and bounds of billing, from the section <c>Billing</c>.</summary>
/// <param name="UsageGrace">A period's usage closes this long after its end.</param>
/// <param name="Lease">How long, by the system's clock, whoever works on a row keeps others off it; after a crash the row waits as long.</param>
public sealed record BillingOptions(TimeSpan UsageGrace, TimeSpan Lease)
{
    /// <summary>How many drafts are worked on at Stripe at the same time.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>How many drafts are taken at once: they are rated in one transaction and numbered in one.</summary>
    public int Batch { get; init; } = 100;

    /// <exception cref="ConfigurationProblem">A bound that makes no sense.</exception>
    public static BillingOptions From(IConfiguration configuration)
    {
        var billing = configuration.GetSection("Billing");
        return new(billing.GetValue("UsageGrace", TimeSpan.FromHours(1)), billing.GetValue("Lease", TimeSpan.FromMinutes(2)))
        {
            Parallel = Bound(billing, "InvoiceRun:Parallel", 4, most: 64),
            Batch = Bound(billing, "InvoiceRun:Batch", 100, most: 1000),
        };
    }

    private static int Bound(IConfigurationSection billing, string key, int standard, int most) =>
        !int.TryParse(billing[key] ?? $"{standard}", out var given) || given < 1 || given > most
            ? throw new ConfigurationProblem($"Billing:{key} must be a whole number from 1 to {most}.")
            : given;
}
