using Dapper;
using Npgsql;

namespace Convos.Data;

// An inbox is disabled: what it holds and what leads to it goes elsewhere, in the same transaction.
public static partial class Inboxes
{
    public static Task<InboxHolds> Holds(NpgsqlConnection db, long id) =>
        db.QuerySingleAsync<InboxHolds>(
            """
            select
              (select count(*)::int from tickets where inbox_id = @id and status = 'queued') queued,
              (select count(*)::int from tickets where inbox_id = @id and status = 'assigned') assigned,
              array(select name from channels where inbox_id = @id order by name) channels,
              array(select ch.name from dialogues d join channels ch on ch.id = d.channel_id
                where d.person_inbox_id = @id
                  or exists (select from dialogue_options o where o.channel_id = d.channel_id and o.inbox_id = @id)
                order by ch.name) menus
            """, new { id });

    // A channel takes a share of its inbox's row before it feeds it, so none begins to while this runs.
    private static async Task<InboxProblem?> HandOver(NpgsqlConnection db, long actor, long id, InboxHandover? to, Changes changes, DateTime now)
    {
        var holds = await Holds(db, id);
        var tickets = holds.Tickets > 0 && to is not { TicketsStay: true } ? to?.Tickets ?? 0 : (long?)null;
        var channels = holds.Channels.Length > 0 ? to?.Channels ?? 0 : (long?)null;
        var menus = holds.Menus.Length > 0 ? to?.Menus ?? 0 : (long?)null;
        long[] wanted = [.. new[] { tickets, channels, menus }.OfType<long>().Distinct()];
        if (wanted.Contains(0))
        {
            return InboxProblem.HandoverMissing;
        }

        var names = await Receivers(db, id, wanted);
        if (names.Count < wanted.Length)
        {
            return InboxProblem.HandoverUnavailable;
        }

        if (tickets is { } ticketsTo)
        {
            await Tickets.MoveAll(db, actor, id, ticketsTo, now);
            changes.With("tickets_to", null, names[ticketsTo]);
        }
        else if (holds.Tickets > 0)
        {
            changes.With("tickets_stay", null, holds.Tickets);
        }

        if (channels is { } channelsTo)
        {
            await Channels.Feed(db, actor, channelsTo, [.. await db.QueryAsync<long>("select id from channels where inbox_id = @id", new { id })], now);
            changes.With("channels_to", null, names[channelsTo]);
        }

        if (menus is { } menusTo)
        {
            await Dialogues.Lead(db, actor, id, menusTo, now);
            changes.With("menus_to", null, names[menusTo]);
        }

        return null;
    }

    private static async Task<IReadOnlyDictionary<long, string>> Receivers(NpgsqlConnection db, long from, long[] inboxes) =>
        (await db.QueryAsync<(long Id, string Name)>(
            "select id, name from inboxes where id = any(@inboxes) and id <> @from and enabled order by id for share", new { from, inboxes }))
        .ToDictionary(inbox => inbox.Id, inbox => inbox.Name);
}
