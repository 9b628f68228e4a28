using BillingPortal.Features.Credits;
using BillingPortal.Features.Emails;
using BillingPortal.Features.Invoicing;
using BillingPortal.Features.Payments;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BillingPortal.Tests.Scenarios;

/// <summary>Two applications on one database do the same work in the same moment: nothing is done twice, and nothing is left.</summary>
[OnEveryDatabase]
public sealed class TwoNodesTests(BillingApp app) : IClassFixture<BillingApp>
{
    private const int Teams = 10, Each = 2;

    [Fact]
    public async Task Both_complete_invoices_let_credit_expire_send_mail_and_collect_and_each_thing_happens_once()
    {
        var teams = await app.TeamsAsync(Teams);
        foreach (var team in teams)
        {
            await app.CreditAsync(team, CreditKind.Promotional, 20_00);
            await app.CreditAsync(team, CreditKind.Prepaid, 9_00, expiresAt: app.Now.UtcDateTime.AddMinutes(30));
            for (var n = 0; n < Each; n++) await app.OrderAsync(team, app.Now.UtcDateTime.AddMinutes(n - 10));
        }
        await app.PassAsync(TimeSpan.FromHours(1));
        await using var other = await app.StartNodeAsync();

        for (var round = 0; round < 3; round++) await Task.WhenAll(Work(app).Concat(Work(other)).Select(work => Task.Run(work)));

        await using var db = await app.DatabaseAsync();
        var invoices = await db.Invoices.AsNoTracking().OrderBy(invoice => invoice.CompleteAt).ToListAsync();
        invoices.Select(invoice => int.Parse(invoice.Number!.Split('-')[^1])).Order().ShouldBe(Enumerable.Range(1, Teams * Each));
        foreach (var account in invoices.GroupBy(invoice => invoice.AccountId)) account.Select(invoice => invoice.AmountDue).ShouldBe([83_20, 104_00]);
        (await db.PaymentAttempts.GroupBy(attempt => attempt.InvoiceId).Select(tries => tries.Count()).ToListAsync()).ShouldBe(Enumerable.Repeat(1, Teams * Each));
        (await db.InvoiceDocuments.CountAsync()).ShouldBe(Teams * Each);
        (await app.Services.GetRequiredService<CreditRecount>().CountAsync()).ShouldBeEmpty();
        var entries = await db.CreditEntries.AsNoTracking().ToListAsync();
        (entries.Count(entry => entry.Kind == CreditEntryKind.Expired), entries.Count(entry => entry.Kind == CreditEntryKind.Spent)).ShouldBe((Teams, Teams));
        var mails = await db.EmailMessages.AsNoTracking().ToListAsync();
        mails.Count(mail => mail.DedupeKey.StartsWith("invoice:", StringComparison.Ordinal)).ShouldBe(Teams * Each);
        mails.ShouldAllBe(mail => mail.Status == EmailStatus.Sent && mail.Attempts == 1);
        (await app.Stripe.GetAsync("/v1/invoices?limit=100")).Ok().List("data").Count.ShouldBe(Teams * Each);
    }

    private static IEnumerable<Func<Task>> Work(BillingApp node) =>
    [
        () => node.Services.GetRequiredService<InvoiceRun>().CompleteDueAsync(),
        () => node.Services.GetRequiredService<CreditExpiry>().ExpireDueAsync(),
        () => node.Services.GetRequiredService<EmailOutbox>().SendDueAsync(),
        () => node.Services.GetRequiredService<InvoiceDocumentMaking>().MakeDueAsync(),
        () => node.Services.GetRequiredService<PaymentService>().CollectDueAsync(),
    ];
}
