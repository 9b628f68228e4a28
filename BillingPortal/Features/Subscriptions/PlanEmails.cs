using BillingPortal.Features.Accounts;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Plans;
using BillingPortal.Shared;

namespace BillingPortal.Features.Subscriptions;

/// <summary>What is said by mail about a plan: what changes, when, and what stays.</summary>
public sealed class PlanEmails(PortalLinks links)
{
    private const string Kept = "Everything that is stored stays and can be read. Above a limit of Free, adding more is refused.";

    /// <summary>A change waits for the period's end.</summary>
    public Email Scheduled(Account account, ScheduledChange change, PlanVersion from, PlanVersion to)
    {
        var day = Day(change.EffectiveAt);
        var (title, then) = change.Kind switch
        {
            ScheduledKind.Cancel => ($"{from.Name} ends on {day}", $"From then on {account.Name} is on Free. {Kept} One last invoice comes if something was used above the limits; nothing else is charged."),
            ScheduledKind.Pause => ($"{from.Name} pauses on {day}", $"From then on nothing is billed and the limits are those of Free. {Kept} {Back(change, from)}"),
            _ => ($"The plan changes to {to.Name} on {day}", $"From then on it costs {to.Price} a month before tax and usage. Usage until then is billed as {from.Name} has it."),
        };
        var body = new EmailBody(title).Paragraph($"Until {day} everything stays as it is for {account.Name}. Nothing is charged now.").Paragraph(then)
            .Button(change.Kind == ScheduledKind.Plan ? $"Stay on {from.Name}" : $"Keep {from.Name}", Page(change.TeamId)).Note($"It can be undone until {day}.");
        return new(account.BillingEmail, EmailKind.Account, title, body, $"scheduled:{change.Id:N}");
    }

    public Email Withdrawn(Account account, ScheduledChange change, PlanVersion from) => New(
        account, $"{from.Name} stays", $"withdrawn:{change.Id:N}", change.TeamId, $"What was planned for {Day(change.EffectiveAt)} is undone: {account.Name} stays on {from.Name} at {from.Price} a month before tax and usage.");

    /// <summary>The plan is over.</summary>
    public Email Ended(Account account, Guid teamId, PlanVersion from, DateTime at, bool atStripe) => New(
        account, $"{account.Name} is on Free now", $"ended:{account.Id:N}:{at:yyyyMMddHHmmss}", teamId,
        $"{from.Name} ended on {Day(at)}{(atStripe ? ", as was asked for at our payment provider" : "")}. {Kept}", "One last invoice comes if something was used above the limits. You can choose a plan again whenever you like.");

    public Email Paused(Account account, ScheduledChange change, PlanVersion from) => New(
        account, $"{from.Name} is paused", $"paused:{change.Id:N}", change.TeamId, $"Since {Day(change.EffectiveAt)} nothing is billed to {account.Name} and the limits are those of Free. {Kept}", Back(change, from));

    public Email Resumed(Account account, ScheduledChange change, PlanVersion from) => New(
        account, $"{from.Name} is back", $"resumed:{change.Id:N}", change.TeamId, $"The pause is over: {account.Name} is on {from.Name} again, at {from.Price} a month before tax and usage. The receipt comes by itself.");

    public Email NotResumed(Account account, ScheduledChange change, PlanVersion from, Problem problem) => New(
        account, $"{from.Name} could not come back", $"not-resumed:{change.Id:N}", change.TeamId, $"The pause of {account.Name} ended today, but {from.Name} could not be charged: {problem.Detail}", $"{account.Name} stays on Free, and nothing is owed. You can choose {from.Name} again whenever you like.");

    public Email Changed(Account account, PlanChange change, ChangeQuote quote) => New(
        account, $"{account.Name} is on {quote.To.Name} now", $"plan-changed:{change.Id:N}", change.TeamId,
        $"{quote.From.Name} has become {quote.To.Name}, at {quote.To.Price} a month before tax and usage. The limits count at once.",
        $"{(quote.IsCharged ? $"{quote.Due} was charged for the time until {Day(quote.Period.End)}" : $"The time until {Day(quote.Period.End)} costs nothing")}. What is used above the limits in this period is billed once, on {Day(quote.Period.End)}, as {quote.To.Name} has it.");

    public Email Interrupted(Account account, PlanChange change) => New(
        account, "Your change of plan was not completed", $"change-undone:{change.Id:N}", change.TeamId, $"The change of plan of {account.Name} was interrupted and has been undone. Nothing was charged, and the plan stays as it is.", "You can choose the plan again whenever you like.");

    private static string Back(ScheduledChange change, PlanVersion from) => change.ResumesAt is { } day
        ? $"On {Day(day)} {from.Name} comes back by itself: a new month begins that day and is charged then. You can resume earlier."
        : $"{from.Name} comes back when you resume it: a new month begins that day and is charged then.";

    private Email New(Account account, string title, string key, Guid teamId, params IEnumerable<string> paragraphs)
    {
        var body = paragraphs.Aggregate(new EmailBody(title), (written, words) => written.Paragraph(words)).Button("See the plan", Page(teamId));
        return new(account.BillingEmail, EmailKind.Account, title, body, key);
    }

    private Uri Page(Guid teamId) => links.To($"/teams/{teamId}/plan");

    private static string Day(DateTime at) => DateWords.Day(DateOnly.FromDateTime(at));
}
