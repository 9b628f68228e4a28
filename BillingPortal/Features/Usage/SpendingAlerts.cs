using System.Globalization;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Emails;
using BillingPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Usage;

/// <summary>Tells an account by email that its spending cap is half, nearly or wholly used up: each step once for a cap and a period, in the transaction of the usage that reached it.</summary>
public sealed class SpendingAlerts(EmailOutbox emails, PortalLinks links)
{
    internal async Task QueueAsync(BillingDbContext db, Guid accountId, SpendingWatch spending, CancellationToken ct)
    {
        foreach (var (period, step) in spending.Reached)
        {
            var key = $"spending:{accountId:N}:{period.Period.Start:yyyyMMddHHmmssffffff}:{spending.Cap.Amount.Minor}:{step}";
            if (!await db.EmailMessages.AnyAsync(message => message.DedupeKey == key, ct)) await emails.QueueAsync(db, await MailAsync(db, spending.Cap, period, step, key, ct), ct);
        }
    }

    private async Task<Email> MailAsync(BillingDbContext db, SpendingCap cap, PeriodSpending period, int step, string key, CancellationToken ct)
    {
        var account = await db.Accounts.Where(a => a.Id == cap.AccountId).Select(a => new { a.Name, a.BillingEmail }).SingleAsync(ct);
        var team = await db.Teams.Where(t => t.AccountId == cap.AccountId).OrderBy(t => t.CreatedAt).Select(t => t.Id).FirstAsync(ct);
        var title = step == 100 ? "Your spending cap is reached" : $"{step} % of your spending cap is used";
        var until = period.Period.End.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        var body = new EmailBody(title)
            .Paragraph(step == 100
                ? $"Usage above the limits of {account.Name} has reached your spending cap. Until {until} what would cost more is refused; the plan itself, corrections and shrinking go on. Raise or remove the cap to go on at once."
                : $"Usage above the limits of {account.Name} costs {period.Total} so far. At {cap.Amount} what would cost more is refused until {until}.")
            .Table([("Period", DateWords.Days(period.Period)), ("Usage above the limits so far, without tax", period.Total.ToString()), ("Spending cap", cap.Amount.ToString())])
            .Button("See usage and spending cap", links.To($"/teams/{team}/usage"));
        return new(account.BillingEmail, EmailKind.Alert, $"{title}: {account.Name}", body, key);
    }
}
