using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A channel as the page of an inbox shows it: where it leads today.</summary>
public sealed record FeedingChannel(long Id, string Name, string DisplayAddress, bool Enabled, long InboxId, string InboxName);

// Which inbox channels feed, as it is set on the inbox's own page.
public static partial class Channels
{
    public static async Task<IReadOnlyList<FeedingChannel>> Feeding(NpgsqlConnection db)
    {
        var channels = await db.QueryAsync<FeedingChannel>(
            """
            select ch.id, ch.name, ch.display_address, ch.enabled, ch.inbox_id, i.name inbox_name
            from channels ch join inboxes i on i.id = ch.inbox_id
            order by ch.name
            """);
        return channels.AsList();
    }

    /// <summary>From now on these feed this inbox, which is locked and enabled; each change has its line of the audit.</summary>
    internal static async Task Feed(NpgsqlConnection db, long? actor, long inbox, long[] channels, DateTime now)
    {
        await db.ExecuteAsync("select from channels where id = any(@channels) order by id for no key update", new { channels });
        var moved = await db.QueryAsync<(long Id, string Name, string Before, string After)>(
            """
            update channels ch set inbox_id = here.id
            from inboxes there, inboxes here
            where ch.id = any(@channels) and there.id = ch.inbox_id and here.id = @inbox and there.id <> here.id
            returning ch.id, ch.name, there.name, here.name
            """, new { channels, inbox });
        foreach (var (id, name, before, after) in moved.OrderBy(channel => channel.Name, StringComparer.Ordinal))
        {
            await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Channel, id, name, now, Changes.None.With("inbox", before, after));
        }
    }
}
