namespace BillingPortal.Features.Usage;

/// <summary>One request's sound events of one account, waiting to be counted.</summary>
public sealed class UsageOrder(Guid accountId, IReadOnlyList<UsageInput> inputs)
{
    // Whoever waits goes on elsewhere: the writer must not do their work for them.
    private readonly TaskCompletionSource<IReadOnlyList<UsageResult>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid AccountId => accountId;

    public IReadOnlyList<UsageInput> Inputs => inputs;

    /// <summary>Comes once the events are durable.</summary>
    public Task<IReadOnlyList<UsageResult>> Answer => answer.Task;

    public void IsCounted(IReadOnlyList<UsageResult> results) => answer.TrySetResult(results);

    public void HasFailed(Exception exception) => answer.TrySetException(exception);
}
