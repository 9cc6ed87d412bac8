using Convos.Data;

namespace Convos.Workers;

/// <summary>
/// Forgets what has served: events that only moved a tick and who was writing after a day, processed webhooks and news of what nobody
/// knows after eight, files that were chosen and not sent after two, deleted «atajos», files of the library and imported lines after thirty, what became of mails and expired
/// links after ninety.
/// </summary>
public sealed class Prune(Database database, IFileStore files, TimeProvider clock) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        await Events.Prune(db, clock.Now().AddDays(-1));
        await TypingSigns.Prune(db, clock.Now().AddDays(-1));
        await InboundQueue.Prune(db, clock.Now().AddDays(-8));
        await PendingUpdates.Prune(db, clock.Now().AddDays(-8));
        await Uploads.Prune(db, clock.Now().AddDays(-2));
        await ChannelFiles.Prune(db, clock.Now());
        foreach (var name in await StoredFiles.Prune(db, clock.Now().AddDays(-3)))
        {
            await files.RemoveOld(name, clock.Now().AddDays(-3), ct);
        }

        files.Sweep(clock.Now().AddDays(-1));
        await Shortcuts.Prune(db, clock.Now().AddDays(-30));
        await Library.Prune(db, clock.Now().AddDays(-30));
        await ContactImports.Prune(db, clock.Now().AddDays(-30));
        await Mails.Prune(db, clock.Now().AddDays(-90));
        await OneTimeLinks.Prune(db, clock.Now().AddDays(-90));
    }
}
