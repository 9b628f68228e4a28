using System.Net;
using BillingPortal.Features.Taxes;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios.ManyMonths;

/// <summary>Finance and an administrator: credit of both kinds, with and without an end, and taken back; codes of every duration; certificates.</summary>
public sealed class SimulatedStaff
{
    public static readonly string[] Deeds = ["grant promotional", "grant prepaid", "void credit", "certificate"];

    private readonly BillingApp app;
    private readonly ApiClient finance;
    private readonly Random random;
    private readonly List<string> grants = [];

    private SimulatedStaff(BillingApp app, ApiClient finance, Random random) => (this.app, this.finance, this.random) = (app, finance, random);

    public IReadOnlyList<string> Codes { get; private init; } = [];

    public static async Task<SimulatedStaff> HireAsync(BillingApp app, Random random) => new(app, await app.FinanceAsync(), random)
    {
        Codes =
        [
            await app.CodeAsync(new { percent_off = 33, duration = "once", max_per_account = 3 }),
            await app.CodeAsync(new { percent_off = 12.5m, duration = "forever", applies_to_overage = true, max_redemptions = 2 }),
            await app.CodeAsync(new { amount_off = 3_33, currency = "usd", duration = "repeating", duration_in_months = 3, applies_to_overage = true, max_per_account = 2 }),
            await app.CodeAsync(new { percent_off = 100, duration = "repeating", duration_in_months = 2, max_redemptions = 3 }),
        ],
    };

    /// <summary>Does something for the team, or nothing.</summary>
    public async Task LookAfterAsync(SimulatedTeam team, Dictionary<string, int> done, string when)
    {
        var (deed, problem) = random.Next(10) switch
        {
            0 or 1 => ("grant promotional", await GrantAsync(team, "promotional")),
            2 or 3 => ("grant prepaid", await GrantAsync(team, "prepaid")),
            4 when grants.Count > 0 => ("void credit", await VoidAsync()),
            5 => ("certificate", await CertifyAsync(team)),
            _ => ("nothing", null),
        };
        if (problem is null) done[deed] = done.GetValueOrDefault(deed) + 1;
        else problem.ShouldNotStartWith("5", Case.Sensitive, $"{when}: {deed} failed");
    }

    private async Task<string?> GrantAsync(SimulatedTeam team, string kind)
    {
        DateTimeOffset? end = random.Next(2) == 0 ? null : app.Now.AddDays(random.Next(3, 60));
        var answer = await finance.PostAsync("/standalone-teams/admin/credits/grant", new
        {
            team_id = team.Id, amount = random.Next(3) == 0 ? random.Next(1, 60) : random.Next(1_00, 40_00), currency = "usd", kind, reason = "Sorry", expires_at = end, priority = random.Next(3) * 50,
        });
        if (answer.Status == HttpStatusCode.Created) grants.Add(answer.Json.Text("id"));
        return Refused(answer);
    }

    private async Task<string?> VoidAsync() => Refused(await finance.PostAsync($"/standalone-teams/admin/credits/{grants[random.Next(grants.Count)]}/void", new { reason = "Given by mistake" }));

    private async Task<string?> CertifyAsync(SimulatedTeam team)
    {
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        var added = await app.Services.GetRequiredService<CertificateService>().AddAsync(Actor.System, new()
        {
            Account = team.Id.ToString(), Jurisdiction = random.Next(2) == 0 ? "US-TX" : "US-NY", Number = $"C-{random.Next(10_000)}", Reason = "Non-profit organization", From = today, Until = today.AddDays(random.Next(10, 90)),
        });
        return added.Problem?.Detail;
    }

    private static string? Refused(Answer answer) => (int)answer.Status < 300 ? null : $"{(int)answer.Status} {answer.BodyText}";
}
