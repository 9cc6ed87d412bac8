using MimeKit;

namespace Convos.Workers;

/// <summary>In Development: mails land in a folder, where /simulator/mails shows them.</summary>
public sealed class FolderMailer(string folder, TimeProvider clock) : IMailer
{
    private static readonly MailboxAddress From = new("Convos", "convos@localhost");

    public string Folder => folder;

    public bool Delivers => true;

    public async Task<MailResult> Send(MailContent mail, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var now = clock.GetUtcNow().UtcDateTime;
        var name = $"{now:yyyyMMddTHHmmssfff}-{Guid.NewGuid():N}";
        // Under its name once it is whole: who lists the folder never meets half a mail.
        var unfinished = Path.Combine(folder, $"{name}.part");
        await mail.ToMessage(From, now).WriteToAsync(unfinished, ct);
        File.Move(unfinished, Path.Combine(folder, $"{name}.eml"));
        return new MailResult.Accepted();
    }
}
