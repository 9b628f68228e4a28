using System.Collections.Concurrent;
using BillingPortal.Features.Accounts;
using BillingPortal.Shared;

namespace BillingPortal.Features.Taxes;

/// <summary>
/// Asks a provider once an hour for each address and day: a quote and its charge get one answer, and a run of renewals does not ask the same thing again and again.
/// The hour is one of business time: what was foretold for a day is asked again when that day has come.
/// </summary>
public sealed class RememberedTaxSource(ITaxSource provider, TimeProvider clock) : ITaxSource
{
    private const int Most = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string?, string?, string?, string?, string?, CustomerKind, DateOnly), (TaxAnswer Answer, DateTimeOffset At)> answers = new();

    public bool IsRemote => provider.IsRemote;

    public async Task<Result<TaxAnswer>> AskAsync(BillingProfile buyer, DateTime at, CancellationToken ct = default)
    {
        var key = (buyer.Country, buyer.Region, buyer.PostalCode, buyer.City, buyer.Line1, buyer.CustomerKind, DateOnly.FromDateTime(at));
        if (answers.TryGetValue(key, out var known) && clock.GetUtcNow() - known.At < Kept) return known.Answer;

        var asked = await provider.AskAsync(buyer, at, ct);
        if (!asked.Is(out var answer, out _)) return asked;
        if (answers.Count >= Most) answers.Clear();
        answers[key] = (answer, clock.GetUtcNow());
        return answer;
    }
}
