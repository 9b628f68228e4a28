namespace BillingPortal.StripeGateway;

/// <summary>The event types that some feature handles.</summary>
public sealed class HandledTypes(IServiceScopeFactory scopes)
{
    private readonly Lazy<IReadOnlySet<string>> types = new(() =>
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetServices<IStripeEventHandler>().SelectMany(handler => handler.Types).ToHashSet();
    });

    public IReadOnlySet<string> All => types.Value;
}
