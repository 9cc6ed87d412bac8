using Convos.Data;
using Convos.Workers;
using Dapper;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace Convos.Tests;

/// <summary>A mail leaves by SMTP once, is tried again while its link is good, and leaves nothing of itself behind.</summary>
public sealed class SendMailsTests(TestDatabase test) : IClassFixture<TestDatabase>, IAsyncLifetime, IDisposable
{
    private static readonly MailContent Content =
        new("carla@convos.test", "Carla Díaz", "Tu acceso a Convos", "Hola\n\nhttps://convos.test/welcome/abc", "<p>Hola <a href=\"https://convos.test/welcome/abc\">aquí</a></p>");

    private readonly FakeTimeProvider clock = new(Make.Noon);
    private readonly SmtpHost smtp = new();

    private long ana;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await using var db = await Database.Open();
        await db.ExecuteAsync("delete from mails");
        ana = (await Make.Operator(Database)).Id;
        await Mails.Queue(db, ana, Content.ToJson(), Make.Noon.AddHours(48), Make.Noon);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => smtp.Dispose();

    [Fact]
    public async Task It_arrives_as_text_and_as_html_and_its_content_is_forgotten()
    {
        await Send();
        await Send();

        var mail = await MimeMessage.LoadAsync(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(Assert.Single(smtp.Taken))));
        Assert.Equal(("Tu acceso a Convos", "carla@convos.test", "convos@convos.test"), (mail.Subject, mail.To.Mailboxes.Single().Address, mail.From.Mailboxes.Single().Address));
        Assert.Contains("https://convos.test/welcome/abc", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("href=\"https://convos.test/welcome/abc\"", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal((MailState.Sent, null, Make.Noon), await Fate());
        Assert.Null(await Make.One<string?>(Database, "select content from mails where operator_id = @ana", new { ana }));
    }

    [Fact]
    public async Task A_server_that_is_away_or_a_wrong_password_is_tried_again_and_the_reason_is_kept()
    {
        await Send(password: "otra");
        var waiting = await Last();
        await Send();
        Assert.Empty(smtp.Taken);

        clock.Advance(TimeSpan.FromMinutes(1));
        await Send();

        Assert.Equal(MailState.Waiting, waiting.State);
        Assert.Contains("wrong account or password", waiting.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("otra", waiting.Error, StringComparison.Ordinal);
        Assert.Equal((MailState.Sent, 2), ((await Last()).State, (await Last()).Attempts));
        Assert.Single(smtp.Taken);
    }

    [Fact]
    public async Task Nobody_listening_is_a_reason_too()
    {
        var port = smtp.Port;
        smtp.Dispose();

        await Send(port: port);

        Assert.Equal(MailState.Waiting, (await Last()).State);
        Assert.NotNull((await Last()).Error);
    }

    [Fact]
    public async Task A_recipient_that_the_server_will_never_take_is_not_tried_again()
    {
        smtp.RefusesRecipient = "550 5.1.1 no such mailbox";

        await Send();

        Assert.Equal(MailState.Failed, (await Last()).State);
        Assert.Contains("no such mailbox", (await Last()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipient_that_the_server_does_not_take_now_is_tried_again()
    {
        smtp.RefusesRecipient = "450 4.2.1 mailbox busy";
        await Send();
        smtp.RefusesRecipient = null;
        clock.Advance(TimeSpan.FromMinutes(1));

        await Send();

        Assert.Equal(MailState.Sent, (await Last()).State);
    }

    [Fact]
    public async Task When_its_link_has_expired_it_is_given_up()
    {
        clock.Advance(TimeSpan.FromHours(48));

        await Send();

        Assert.Empty(smtp.Taken);
        Assert.Equal(MailState.Failed, (await Last()).State);
        Assert.Null(await Make.One<string?>(Database, "select content from mails where operator_id = @ana", new { ana }));
    }

    [Fact]
    public async Task Of_many_workers_one_sends_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Send()));

        Assert.Single(smtp.Taken);
    }

    [Theory]
    [InlineData("none", null, 25, SecureSocketOptions.None)]
    [InlineData("starttls", null, 587, SecureSocketOptions.StartTls)]
    [InlineData("TLS", null, 465, SecureSocketOptions.SslOnConnect)]
    [InlineData(null, "2525", 2525, SecureSocketOptions.StartTls)]
    public void The_port_follows_from_the_security_unless_it_is_named(string? security, string? port, int expected, SecureSocketOptions options)
    {
        var read = MailOptions.Read(Configured(("Host", "smtp.example.org"), ("Security", security), ("Port", port), ("From", "Convos <convos@example.org>")));

        Assert.Equal((expected, options), (read!.Port, read.Security));
    }

    [Theory]
    [InlineData("ssl", "convos@example.org", "Mail:Security is «ssl»")]
    [InlineData("none", "", "Mail:From is «»")]
    public void A_setting_that_cannot_be_right_stops_the_start_in_one_sentence(string security, string from, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<CannotStartException>(() =>
            MailOptions.Read(Configured(("Host", "smtp.example.org"), ("Security", security), ("From", from)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_a_host_there_is_no_mail() => Assert.Null(MailOptions.Read(Configured(("From", "convos@example.org"))));

    private static IConfiguration Configured(params (string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create($"Mail:{pair.Key}", pair.Value))).Build();

    private Task Send(string password = SmtpHost.Password, int? port = null)
    {
        var options = new MailOptions("127.0.0.1", port ?? smtp.Port, SecureSocketOptions.None, SmtpHost.User, password, new("Convos", "convos@convos.test"));
        return new SendMails(Database, new SmtpMailer(options, clock), new ClearSecrets(), clock).Run(CancellationToken.None);
    }

    private async Task<MailFate> Last()
    {
        await using var db = await Database.Open();
        return (await Mails.Last(db, ana))!;
    }

    private async Task<(MailState, string?, DateTime?)> Fate()
    {
        var mail = await Last();
        return (mail.State, mail.Error, mail.SettledAt);
    }
}
