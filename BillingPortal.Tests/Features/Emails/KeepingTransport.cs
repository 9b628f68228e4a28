using System.Collections.Concurrent;
using BillingPortal.Features.Emails;
using BillingPortal.Shared;

namespace BillingPortal.Tests.Features.Emails;

/// <summary>Keeps what it is given to carry, but for addresses that it is told to refuse.</summary>
internal sealed class KeepingTransport : IEmailTransport
{
    private readonly ConcurrentQueue<EmailMessage> carried = [];

    private readonly ConcurrentDictionary<string, Problem> refused = [];

    public void Refuse(string address, Problem problem) => refused[address] = problem;

    public IReadOnlyList<EmailMessage> To(string address) => [.. carried.Where(message => message.To == address)];

    public Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken ct)
    {
        if (refused.TryGetValue(message.To, out var problem)) return Task.FromResult<Result<Done>>(problem);
        carried.Enqueue(message);
        return Task.FromResult<Result<Done>>(Done.It);
    }
}
