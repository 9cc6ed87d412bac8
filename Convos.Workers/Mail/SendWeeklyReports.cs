using Convos.Data;

namespace Convos.Workers;

/// <summary>Writes the mail of one reader's week, in their language. The pages know how figures are said.</summary>
public interface IWeeklyLetter
{
    Task<MailContent> Write(WeeklyReader reader, CancellationToken ct);
}

/// <summary>Leaves the week's report of everybody who wants it with the mails. Without a mail server nothing is written: it would be old by the time there is one.</summary>
public sealed class SendWeeklyReports(Database database, IWeeklyLetter letter, IMailer mailer, ISecrets secrets, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        if (!mailer.Delivers)
        {
            return;
        }

        await using var db = await database.Open(ct);
        foreach (var reader in await WeeklyReports.Due(db, clock.Now()))
        {
            var content = await letter.Write(reader, ct);
            await WeeklyReports.Leave(database, reader, secrets.Seal(content.ToJson()), clock.Now());
        }
    }
}
