using Xunit.v3;

namespace BillingPortal.Tests.Testing;

/// <summary>Marks tests that touch data: test.sh runs them on SQLite and again on PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnEveryDatabaseAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Category", "Data")];
}
