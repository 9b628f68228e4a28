using BillingPortal.Features.Credits;
using BillingPortal.Features.Invoicing;
using BillingPortal.Shared;

namespace BillingPortal.Tests.Testing;

/// <summary>Work for the jobs, put before them without the services that make it.</summary>
public static class GivenOrders
{
    /// <summary>Teams of one owner that Stripe knows.</summary>
    public static async Task<IReadOnlyList<TestTeam>> TeamsAsync(this BillingApp app, int count)
    {
        var owner = await app.SignedInAsync();
        var teams = new List<TestTeam>();
        for (var n = 0; n < count; n++) teams.Add(new(app, owner, (await owner.PostAsync("/standalone-teams/create", new { name = $"Team {n}", country = "US", region = "NY" })).Ok()));
        await app.AdvanceAsync(TimeSpan.FromMinutes(20));
        return teams;
    }

    /// <summary>A draft over 100.00 before tax that the next run completes.</summary>
    public static async Task OrderAsync(this BillingApp app, TestTeam team, DateTime due)
    {
        var invoice = new Invoice { AccountId = team.AccountId, TeamId = team.Id, Reason = InvoiceReason.OneOff, Currency = Currency.Usd, CreatedAt = due, PeriodStart = due, PeriodEnd = due, CompleteAt = due };
        invoice.Claim();
        await using var db = await app.DatabaseAsync();
        db.AddRange(invoice, new OneOffOrder { InvoiceId = invoice.Id, OrderedBy = null, OrderedAt = due, Lines = OneOffOrder.Write([new("Workshop", 2, 50_00)]) });
        await db.SaveChangesAsync();
    }

    public static async Task CreditAsync(this BillingApp app, TestTeam team, CreditKind kind, long amount, DateTime? expiresAt = null)
    {
        var now = app.Now.UtcDateTime;
        var grant = new CreditGrant { AccountId = team.AccountId, Kind = kind, Amount = amount, Currency = Currency.Usd, Priority = 100, Reason = "Sorry", GrantedAt = now, ExpiresAt = expiresAt };
        await using var db = await app.DatabaseAsync();
        db.AddRange(grant, grant.Grant(now));
        await db.SaveChangesAsync();
    }
}
