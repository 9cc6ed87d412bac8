using Convos.Data;

namespace Convos.Workers;

/// <summary>Sends every mail that is due. What the server does not take now is tried again, ever more patiently, until its link expires.</summary>
public sealed class SendMails(Database database, IMailer mailer, ISecrets secrets, TimeProvider clock) : IJob
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1)];

    public async Task Run(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        await Mails.GiveUp(db, clock.Now());
        while (mailer.Delivers && !ct.IsCancellationRequested && await Mails.Claim(db, clock.Now()) is { } mail)
        {
            var result = await mailer.Send(MailContent.FromJson(secrets.Open(mail.Content)), ct);
            await (result switch
            {
                MailResult.Refused no => Mails.Failed(db, mail.Id, no.Reason, clock.Now()),
                MailResult.Later later => Mails.TryAgain(db, mail.Id, later.Reason, clock.Now() + Pauses[Math.Min(mail.Attempts, Pauses.Length) - 1]),
                _ => Mails.Sent(db, mail.Id, clock.Now()),
            });
        }
    }
}
