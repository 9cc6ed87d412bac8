using Dapper;
using Npgsql;

namespace Convos.Data;

// Blocks as they are read.
public static partial class Contacts
{
    // Over a contact c. Messages of threads that were joined stand on the thread that is left.
    private const string BlockColumns =
        """
        c.id contact_id, c.name, c.phone, c.blocked_at at, blocker.name "by", c.block_reason reason, coalesce(aside.count, 0) withheld, aside.since,
        (select who_blocks from installation) who_blocks, c.version
        """;

    private const string BlockJoins =
        """
        left join operators blocker on blocker.id = c.blocked_by
        left join lateral (
          select count(*)::int count, min(m.sent_at) since
          from threads th join messages m on m.thread_id = th.id and m.withheld
          where th.contact_id = c.id) aside on true
        """;

    /// <summary>Null: not there, or not for this viewer.</summary>
    public static async Task<BlockState?> Blocking(NpgsqlConnection db, Viewer viewer, long id)
    {
        var state = await db.QuerySingleOrDefaultAsync<BlockState>(
            $"""
            select {BlockColumns}
            from contacts c {BlockJoins}
            where c.id = (select coalesce(joined_into, id) from contacts where id = @id) and {Visible}
            """, Tickets.Scope(viewer, new { id }));
        return state is null ? null : (await WithChannels(db, [state])).Single();
    }

    /// <summary>For those who apply <see cref="SeenBlock.IsSeenBy"/> themselves: the same rule.</summary>
    public static async Task<IReadOnlyList<SeenBlock>> BlockingForEveryone(NpgsqlConnection db, long[] contacts)
    {
        if (contacts.Length == 0)
        {
            return [];
        }

        var states = await WithChannels(db, (await db.QueryAsync<BlockState>(
            $"select {BlockColumns} from contacts c {BlockJoins} where c.id = any(@contacts)", new { contacts })).AsList());
        var reach = (await db.QueryAsync<(long Contact, long[] Inboxes, long[] Holders, bool Met)>(
            """
            select c.id,
              array(
                select ch.inbox_id from threads th join channels ch on ch.id = th.channel_id where th.contact_id = c.id
                union
                select t.inbox_id from tickets t where t.contact_id = c.id),
              array(select distinct t.operator_id from tickets t where t.contact_id = c.id and t.operator_id is not null),
              exists (select from threads th where th.contact_id = c.id and th.joined_into is null)
            from contacts c
            where c.id = any(@contacts)
            """, new { contacts })).ToDictionary(one => one.Contact);
        return [.. states.Select(state => (state, who: reach[state.ContactId])).Select(one => new SeenBlock(one.state, one.who.Inboxes, one.who.Holders, one.who.Met))];
    }

    /// <summary>Those who are blocked, newest first, found as in the list of all contacts.</summary>
    public static async Task<IReadOnlyList<BlockState>> Blocked(NpgsqlConnection db, Viewer viewer, string search, BlockedCursor? after, int take)
    {
        var filter = new ContactFilter(search);
        return await WithChannels(db, (await db.QueryAsync<BlockState>(
            $"""
            select {BlockColumns}
            from (
              select c.*
              from contacts c
              where c.blocked_at is not null and c.joined_into is null and {Visible}
                {(after is null ? "" : "and (c.blocked_at, c.id) < (@at, @id)")}
                {(search.Length == 0 ? "" : $"and {Means(filter)}")}
              order by c.blocked_at desc, c.id desc
              limit {take}) c
            {BlockJoins}
            order by c.blocked_at desc, c.id desc
            """, Parameters(viewer, filter, new { at = after?.At, id = after?.Id }))).AsList());
    }

    private static async Task<IReadOnlyList<BlockState>> WithChannels(NpgsqlConnection db, IReadOnlyList<BlockState> states)
    {
        var channels = await ChannelBlocks.Of(db, [.. states.Select(state => state.ContactId)]);
        return [.. states.Select(state => state with { Channels = [.. channels[state.ContactId]] })];
    }
}
