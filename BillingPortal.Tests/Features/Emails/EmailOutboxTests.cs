using BillingPortal.Features.Emails;
using BillingPortal.Shared;
using BillingPortal.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BillingPortal.Tests.Features.Emails;

[OnEveryDatabase]
public sealed class EmailOutboxTests(BillingApp app) : IClassFixture<BillingApp>
{
    private BillingClock Clock => app.Services.GetRequiredService<BillingClock>();

    [Fact]
    public async Task The_same_news_is_told_once()
    {
        var transport = new KeepingTransport();
        var outbox = Outbox(transport);
        var to = Somebody();

        await QueueAsync(outbox, News(to, "invoice:7"), News(to, "invoice:7"));
        await QueueAsync(outbox, News(to, "invoice:7"));
        await outbox.SendDueAsync();
        await outbox.SendDueAsync();

        transport.To(to).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_was_queued_in_a_change_that_failed_is_never_sent()
    {
        var transport = new KeepingTransport();
        var outbox = Outbox(transport);
        var to = Somebody();

        await using (var db = await app.DatabaseAsync()) await outbox.QueueAsync(db, News(to, $"lost:{to}"));
        await outbox.SendDueAsync();

        transport.To(to).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_senders_at_once_send_each_email_once()
    {
        var transport = new KeepingTransport();
        var to = Somebody();
        await QueueAsync(Outbox(transport), [.. Enumerable.Range(0, 30).Select(n => News(to, $"{to}:{n}"))]);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Outbox(transport).SendDueAsync())));

        transport.To(to).Select(message => message.DedupeKey).ShouldBeUnique();
        transport.To(to).Count.ShouldBe(30);
    }

    [Fact]
    public async Task A_mail_server_that_is_down_is_tried_again_later_and_then_given_up()
    {
        var (transport, to) = (new KeepingTransport(), Somebody());
        transport.Refuse(to, Problem.Unavailable("no route to host"));
        var outbox = Outbox(transport);
        await QueueAsync(outbox, News(to, to));

        await outbox.SendDueAsync();
        await outbox.SendDueAsync();
        var waiting = await FindAsync(to);
        for (var day = 0; day < 10; day++)
        {
            Clock.Ahead(Clock.Offset + TimeSpan.FromDays(1.01));
            await outbox.SendDueAsync();
        }
        var given = await FindAsync(to);

        waiting.Status.ShouldBe(EmailStatus.Queued);
        waiting.Attempts.ShouldBe(1);
        (waiting.NextAttemptAt - waiting.QueuedAt).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
        given.Status.ShouldBe(EmailStatus.Failed);
        given.Attempts.ShouldBe(9);
        given.LastError.ShouldBe("no route to host");
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_not_tried_again()
    {
        var (transport, to) = (new KeepingTransport(), Somebody());
        transport.Refuse(to, Problem.Invalid("to", "no such mailbox"));
        await QueueAsync(Outbox(transport), News(to, to));

        await Outbox(transport).SendDueAsync();

        (await FindAsync(to)).Status.ShouldBe(EmailStatus.Failed);
    }

    [Fact]
    public async Task An_email_whose_sender_was_killed_is_sent_by_another_after_the_lease()
    {
        var (transport, to) = (new KeepingTransport(), Somebody());
        await QueueAsync(Outbox(transport), News(to, to));
        await using (var db = await app.DatabaseAsync())
        {
            await db.EmailMessages.Where(message => message.To == to).ExecuteUpdateAsync(message => message
                .SetProperty(m => m.Status, EmailStatus.Sending)
                .SetProperty(m => m.LeasedUntil, DateTime.UtcNow.AddMinutes(1)));
        }

        await Outbox(transport).SendDueAsync();
        var whileLeased = transport.To(to).Count;
        await Outbox(transport, new LaterTime(TimeSpan.FromMinutes(2))).SendDueAsync();

        whileLeased.ShouldBe(0);
        transport.To(to).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_an_email_says_is_not_readable_in_the_database()
    {
        var to = Somebody();
        await QueueAsync(Outbox(new KeepingTransport()), new Email(to, EmailKind.Account, "Reset", new EmailBody("Reset").Code("one-time-secret"), to));

        await using var db = await app.DatabaseAsync();
        var stored = await db.Database.SqlQueryRaw<string>("SELECT \"Html\" AS \"Value\" FROM \"EmailMessages\" WHERE \"To\" = {0}", to).SingleAsync();

        stored.ShouldNotContain("one-time-secret");
    }

    private static string Somebody() => $"{Guid.NewGuid():N}@example.com";

    private static Email News(string to, string key) => new(to, EmailKind.Alert, "News", new EmailBody("News").Paragraph("There is some."), $"{to}/{key}");

    private EmailOutbox Outbox(IEmailTransport transport, TimeProvider? system = null) => new(
        app.Services.GetRequiredService<IDbContextFactory<BillingPortal.Data.BillingDbContext>>(), transport, Clock, system ?? TimeProvider.System, NullLogger<EmailOutbox>.Instance);

    private async Task QueueAsync(EmailOutbox outbox, params Email[] emails)
    {
        await using var db = await app.DatabaseAsync();
        foreach (var email in emails) await outbox.QueueAsync(db, email);
        await db.SaveChangesAsync();
    }

    private async Task<EmailMessage> FindAsync(string to)
    {
        await using var db = await app.DatabaseAsync();
        return await db.EmailMessages.AsNoTracking().SingleAsync(message => message.To == to);
    }

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
