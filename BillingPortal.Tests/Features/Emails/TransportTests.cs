using BillingPortal.Features.Emails;
using BillingPortal.Shared;

namespace BillingPortal.Tests.Features.Emails;

public sealed class TransportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("billing-mail-").FullName;

    [Fact]
    public async Task A_mail_server_gets_text_and_HTML_and_a_subject_in_any_language()
    {
        using var server = new MailServer();

        (await ToServer(server).SendAsync(Message(subject: "Rechnung für März, 請求書"), default)).Problem.ShouldBeNull();

        var mail = server.Received.ShouldHaveSingleItem();
        mail.ShouldContain("multipart/alternative");
        mail.ShouldContain("text/plain");
        mail.ShouldContain("text/html");
        mail.ShouldContain("Subject: =?utf-8?", Case.Insensitive);
        mail.ShouldContain("To: maya@example.com");
    }

    [Fact]
    public async Task Both_tries_of_one_email_carry_the_same_message_id()
    {
        using var server = new MailServer();
        var message = Message();

        await ToServer(server).SendAsync(message, default);
        await ToServer(server).SendAsync(message, default);

        server.Received.Count.ShouldBe(2);
        server.Received.ShouldAllBe(mail => mail.Contains($"Message-ID: <{message.Id:N}@portal.example.com>", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("550 no such mailbox", ProblemKind.Invalid)]
    [InlineData("450 come back later", ProblemKind.Unavailable)]
    [InlineData("530 sign in first", ProblemKind.Unavailable)]
    public async Task A_refused_mailbox_is_final_and_a_busy_server_is_not(string answer, ProblemKind kind)
    {
        using var server = new MailServer(answer);

        (await ToServer(server).SendAsync(Message(), default)).Problem.ShouldNotBeNull().Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task A_mail_server_that_is_not_there_may_come_back()
    {
        var server = new MailServer();
        server.Dispose();

        (await ToServer(server).SendAsync(Message(), default)).Problem.ShouldNotBeNull().Kind.ShouldBe(ProblemKind.Unavailable);
    }

    [Fact]
    public async Task A_name_with_a_line_break_adds_no_header()
    {
        using var server = new MailServer();

        (await ToServer(server).SendAsync(Message(subject: "Join Acme\r\nBcc: everyone@example.com"), default)).Problem.ShouldBeNull();

        server.Received.ShouldHaveSingleItem().Split('\n').ShouldNotContain(line => line.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Without_a_mail_server_each_email_is_one_file_however_often_it_is_tried()
    {
        var transport = new PickupFolderTransport(folder, new() { From = "billing@portal.example.com" });
        var message = Message();

        (await transport.SendAsync(message, default)).Problem.ShouldBeNull();
        (await transport.SendAsync(message, default)).Problem.ShouldBeNull();

        Directory.GetFileSystemEntries(folder).ShouldHaveSingleItem().ShouldEndWith($"alert-{message.Id:N}.eml");
    }

    [Fact]
    public async Task What_is_no_address_is_refused_for_good() =>
        (await new PickupFolderTransport(folder, new() { From = "billing@portal.example.com" }).SendAsync(Message(to: "nobody"), default)).Problem.ShouldNotBeNull().Kind.ShouldBe(ProblemKind.Invalid);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static EmailMessage Message(string to = "maya@example.com", string subject = "News") =>
        EmailMessage.Of(new(to, EmailKind.Alert, subject, new EmailBody("News").Paragraph("There is some."), Guid.NewGuid().ToString()), DateTime.UtcNow);

    private static SmtpTransport ToServer(MailServer server) => new(new() { Host = "127.0.0.1", Port = server.Port, StartTls = false, From = "billing@portal.example.com" });
}
