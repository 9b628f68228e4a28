using System.Security.Cryptography;
using BillingPortal.Data;
using BillingPortal.Features.Accounts;
using BillingPortal.Features.Auditing;
using BillingPortal.Features.Credits;
using BillingPortal.Features.Emails;
using BillingPortal.Shared;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace BillingPortal.Features.Invoicing;

/// <summary>Takes invoices out of draft: number, parties, email with an expiring link, all in one transaction. The PDF follows by itself.</summary>
public sealed class InvoiceIssuing(IDbContextFactory<BillingDbContext> contexts, EmailOutbox emails, PortalLinks links, CreditLedger credits, Seller seller, BillingClock clock)
{
    private static readonly IReadOnlyDictionary<Guid, Problem> NobodyWaits = new Dictionary<Guid, Problem>();

    /// <summary>Call it before the transaction begins.</summary>
    public Task PrepareAsync(CancellationToken ct = default) => contexts.EnsureSeriesAsync(seller.InvoicePrefix, clock.Now, ct);

    /// <summary>Issues drafts that are final at Stripe, in one transaction; what is issued already is left as it is.</summary>
    public async Task<IReadOnlyDictionary<Guid, Problem>> IssueAsync(IReadOnlyList<FinalDraft> final, CancellationToken ct = default)
    {
        if (final.Count == 0) return NobodyWaits;

        await using var db = await contexts.CreateDbContextAsync(ct);
        var stripeNumbers = final.ToDictionary(draft => draft.InvoiceId, draft => draft.StripeNumber);
        var ids = stripeNumbers.Keys.ToList();
        var drafts = await db.Invoices.Where(invoice => EF.Parameter(ids).Contains(invoice.Id) && invoice.Step == DraftStep.Placed).ToDictionaryAsync(invoice => invoice.Id, ct);
        var payers = drafts.Values.Select(invoice => invoice.AccountId).Distinct().ToList();
        var accounts = await db.Accounts.AsNoTracking().Where(account => EF.Parameter(payers).Contains(account.Id)).ToDictionaryAsync(account => account.Id, ct);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var numbers = await db.TakeNumbersAsync(seller.InvoicePrefix, clock.Now, drafts.Count, ct);
        foreach (var (invoice, number) in final.Where(draft => drafts.ContainsKey(draft.InvoiceId)).Select(draft => drafts[draft.InvoiceId]).Zip(numbers))
        {
            emails.QueueNew(db, Issue(db, invoice, accounts[invoice.AccountId], number, stripeNumbers[invoice.Id], null));
        }
        if (drafts.Values.Any(invoice => invoice.HasCredit)) await credits.SpendAsync(db, drafts.Values.Where(invoice => invoice.HasCredit).ToDictionary(invoice => invoice.Id, invoice => invoice.Number!), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return NobodyWaits;
    }

    /// <summary>Issues one in the transaction of the caller.</summary>
    /// <param name="db">The caller's, with a transaction.</param>
    /// <param name="invoice">A draft of the caller's unit of work.</param>
    /// <param name="stripeNumber">Stripe's own number.</param>
    /// <param name="paid">What a first invoice was paid with and when; null for one that is yet to be collected.</param>
    /// <param name="ct">Ends the work.</param>
    public async Task IssueAsync(BillingDbContext db, Invoice invoice, string? stripeNumber, PaidBy? paid, CancellationToken ct = default)
    {
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == invoice.AccountId, ct);
        var number = (await db.TakeNumbersAsync(seller.InvoicePrefix, clock.Now, 1, ct)).Single();
        await emails.QueueAsync(db, Issue(db, invoice, account, number, stripeNumber, paid), ct);
        if (invoice.HasCredit) await credits.SpendAsync(db, new Dictionary<Guid, string> { [invoice.Id] = number }, ct);
    }

    private Email Issue(BillingDbContext db, Invoice invoice, Account account, string number, string? stripeNumber, PaidBy? paid)
    {
        var now = clock.Now;
        invoice.Open(number, stripeNumber, InvoiceParties.Of(account, seller), now);
        if (paid is not null && invoice.Status == InvoiceStatus.Open) invoice.Pay(paid.At, paid.With);

        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var link = InvoiceLink.For(invoice.Id, token, now);
        db.Add(link);
        db.Record(Actor.System, "invoice.issued", invoice.Id, now, invoice.Number);
        return InvoiceMail.Of(invoice, account, links, link, token);
    }
}

public sealed record PaidBy(DateTime At, string? With);
