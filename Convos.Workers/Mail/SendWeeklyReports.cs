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
        var due = await WeeklyReports.Due(db, clock.Now());
        // Figures that are behind would be wrong for good: an hour later they are not.
        if (due.Count == 0 || !await Reports.Settle(database))
        {
            return;
        }

        List<Exception> failed = [];
        foreach (var reader in due)
        {
            try
            {
                var content = await letter.Write(reader, ct);
                await WeeklyReports.Leave(database, reader, secrets.Seal(content.ToJson()), clock.Now());
            }
            catch (Exception one) when (one is not OperationCanceledException)
            {
                // One whose letter cannot be written holds up nobody; the next turn tries again.
                failed.Add(one);
            }
        }

        if (failed.Count > 0)
        {
            throw new AggregateException(failed);
        }
    }
}
