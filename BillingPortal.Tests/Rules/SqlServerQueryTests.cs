using BillingPortal.Features.Invoicing;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;

[assembly: AssemblyFixture(typeof(BillingPortal.Tests.Rules.EveryQueryIsReadBySqlServer))]

namespace BillingPortal.Tests.Rules;

/// <summary>At the end of every run: no query of any test was one that SQL Server cannot read.</summary>
public sealed class EveryQueryIsReadBySqlServer : IDisposable
{
    public void Dispose() => SqlServerReading.Failures.ShouldBeEmpty();
}

public sealed class SqlServerQueryTests(BillingApp app) : IClassFixture<BillingApp>
{
    [Fact]
    public async Task What_the_portal_asks_of_its_database_can_be_read_by_SQL_Server()
    {
        var team = await app.StarterTeamAsync("Read");
        await team.TrackAsync("api_calls", 300_000);
        await app.AdvanceAsync(days: 32);
        await team.BillingAsync();
        (await team.InvoicesAsync()).Count.ShouldBe(2);

        SqlServerReading.Failures.ShouldBeEmpty();
        SqlServerReading.Statements.Count.ShouldBeGreaterThan(50);
        SqlServerReading.Statements.ShouldContain(sql => sql.StartsWith("UPDATE", StringComparison.Ordinal));
        SqlServerReading.Statements.ShouldContain(sql => sql.Contains("OFFSET", StringComparison.Ordinal) || sql.Contains("TOP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_query_is_translated_with_the_tables_that_it_names_inside_others()
    {
        await using var db = await app.DatabaseAsync();
        var teams = db.Invoices.Where(invoice => invoice.Number == "reading-1").Select(invoice => invoice.AccountId);
        await db.Invoices.Where(invoice => teams.Contains(invoice.AccountId)).OrderBy(invoice => invoice.CreatedAt).Take(3).Select(invoice => invoice.Number).ToListAsync();

        SqlServerReading.Statements.ShouldContain(sql => sql.Contains("N'reading-1'", StringComparison.Ordinal) && sql.Contains("TOP(", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_team_is_read_without_numbering_the_plans_of_every_account()
    {
        await (await app.StarterTeamAsync("Alone")).BillingAsync();

        SqlServerReading.Statements.ShouldContain(sql => sql.Contains("FROM [Teams]", StringComparison.Ordinal) && sql.Contains("[AccountPlans]", StringComparison.Ordinal));
        SqlServerReading.Statements.ShouldNotContain(sql => sql.Contains("ROW_NUMBER() OVER(PARTITION BY [a", StringComparison.Ordinal) && sql.Contains("FROM [Teams]", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_SQL_is_noticed() => SqlServerReading.ErrorsIn("SELECT [a] FROM [t] LIMIT 5").ShouldNotBeEmpty();
}
