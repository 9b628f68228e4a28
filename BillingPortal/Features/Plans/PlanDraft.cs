namespace BillingPortal.Features.Plans;

/// <summary>A plan version in the making. Only a draft can be changed; publishing makes a version of it, which cannot.</summary>
public sealed class PlanDraft
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string PlanCode { get; init; }

    /// <summary>As they were last saved; to change them, give others to <see cref="Change"/>.</summary>
    public PlanTerms Terms { get; private set; } = new();

    public required DateTime DraftedAt { get; init; }

    public DateTime ChangedAt { get; private set; }

    /// <summary>The version that this became; null while it is a draft.</summary>
    public Guid? PublishedAs { get; private set; }

    /// <summary>Counts the changes: whoever changes, publishes or predicts says which state was seen.</summary>
    public long Version { get; private set; }

    public static PlanDraft Of(PlanVersion version, DateTime now) => new() { PlanCode = version.PlanCode, Terms = PlanTerms.Of(version), DraftedAt = now, ChangedAt = now };

    public void Change(PlanTerms terms, DateTime now) => (Terms, ChangedAt) = (terms.Copy(), now);

    public void BecameVersion(PlanVersion version, DateTime now) => (PublishedAs, ChangedAt) = (version.Id, now);
}
