namespace BillingPortal.StripeGateway;

/// <summary>Whether the calls of this flow go before others. Claims of drafts do: Stripe finalizes a draft that nobody has claimed in an hour.</summary>
public static class StripePriority
{
    private static readonly AsyncLocal<bool> First = new();

    public static bool IsFirst => First.Value;

    /// <summary>Until the answer is disposed, the calls of this flow go first.</summary>
    public static IDisposable GoFirst()
    {
        var before = First.Value;
        First.Value = true;
        return new Scope(before);
    }

    private sealed class Scope(bool before) : IDisposable
    {
        public void Dispose() => First.Value = before;
    }
}
