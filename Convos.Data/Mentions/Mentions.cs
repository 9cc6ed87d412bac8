using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Who is called by name in notes. They are written with their note; whoever no longer sees its ticket sees nothing of it here.</summary>
public static class Mentions
{
    private const string Columns =
        """
        n.message_id, n.operator_id, m.sent_at at, n.seen_at, m.operator_id author_id, a.name author_name, left(a.photo, 16) author_photo,
        m.body, m.content::text content, m.ticket_id, c.name contact_name, c.phone contact_phone, t.contact_id,
        t.inbox_id, i.name inbox_name, i.colour::int inbox_colour, t.operator_id holder_id
        """;

    private const string Joins =
        """
        join messages m on m.id = n.message_id
        join operators a on a.id = m.operator_id
        join tickets t on t.id = m.ticket_id
        join contacts c on c.id = t.contact_id
        join inboxes i on i.id = t.inbox_id
        """;

    /// <summary>A table expression of a note's statement; reads <c>ticket</c>, <c>written</c> and the parameters <c>@called</c> and <c>@me</c>.</summary>
    internal const string Insert =
        $"""
        insert into mentions (message_id, operator_id)
        select written.id, o.id
        from written, ticket t, operators o
        where o.id = any(@called) and o.id <> @me and o.disabled_at is null and {Tickets.VisibleToPerson}
        returning operator_id
        """;

    internal const string UnseenOfMeSql =
        $"""
        select count(*)::int
        from mentions n join messages m on m.id = n.message_id join tickets t on t.id = m.ticket_id
        where n.operator_id = @me and n.seen_at is null and {Tickets.Visible}
        """;

    internal const string ForEveryoneSql = $"select {Columns} from mentions n {Joins} where n.message_id = any(@calledIn)";

    /// <summary>Of everybody concerned, how many they have not seen and still may.</summary>
    internal const string UnseenSql =
        $"""
        select o.id, (
          select count(*)::int
          from mentions n join messages m on m.id = n.message_id join tickets t on t.id = m.ticket_id
          where n.operator_id = o.id and n.seen_at is null and {Tickets.VisibleToPerson}) count
        from operators o
        where o.id = any(@calledPeople) or o.id in (
          select n.operator_id
          from messages m join mentions n on n.message_id = m.id
          where m.ticket_id = any(@handed) and m.kind = 'note' and n.seen_at is null)
        """;

    /// <summary>The viewer's own, newest first, after the one of this message.</summary>
    public static async Task<IReadOnlyList<Mention>> List(NpgsqlConnection db, Viewer viewer, long? after, int take)
    {
        var mentions = await db.QueryAsync<Mention>(
            $"""
            select {Columns}
            from mentions n {Joins}
            where n.operator_id = @me and {Tickets.Visible}
              {(after is null ? "" : "and n.message_id < @after")}
            order by n.message_id desc
            limit {take}
            """, Tickets.Scope(viewer, new { after }));
        return mentions.AsList();
    }

    public static Task<int> Unseen(NpgsqlConnection db, Viewer viewer) => db.QuerySingleAsync<int>(UnseenOfMeSql, Tickets.Scope(viewer, new { }));

    /// <summary>Those of these notes that call the viewer; their other pages are told only if that changed anything.</summary>
    public static Task Seen(NpgsqlConnection db, Viewer viewer, long[] messages, DateTime now) =>
        Mark(db, viewer, "n.message_id = any(@messages)", new { messages, now });

    /// <summary>Those among the newest messages of a ticket's thread: what an open chat shows at its end.</summary>
    public static Task SeenAtTheEndOf(NpgsqlConnection db, Viewer viewer, long ticketId, DateTime now) =>
        Mark(db, viewer,
            """
            n.message_id in (
              select last.id from messages last
              where last.thread_id = (select own.thread_id from tickets own where own.id = @ticketId)
              order by last.sent_at desc, last.id desc
              limit 50)
            """, new { ticketId, now });

    public static Task SeenAll(NpgsqlConnection db, Viewer viewer, DateTime now) => Mark(db, viewer, "true", new { now });

    /// <summary>Everybody who sees a ticket that the viewer sees, themselves left out.</summary>
    public static async Task<IReadOnlyList<Callable>> Callable(NpgsqlConnection db, Viewer viewer, long ticketId)
    {
        var people = await db.QueryAsync<Callable>(
            $"""
            select o.id, o.name, left(o.photo, 16) photo, o.available,
              (t.operator_id is not distinct from o.id
                or exists (select from inbox_members im where im.inbox_id = t.inbox_id and im.operator_id = o.id)) member
            from tickets t
            join operators o on o.disabled_at is null and o.id <> @me and {Tickets.VisibleToPerson}
            where t.id = @ticketId and {Tickets.Visible}
            order by lower(o.name), o.id
            limit 500
            """, Tickets.Scope(viewer, new { ticketId }));
        return people.AsList();
    }

    private static Task Mark(NpgsqlConnection db, Viewer viewer, string which, object parameters) =>
        db.ExecuteAsync(
            $"""
            with seen as (
              update mentions n set seen_at = @now
              from messages m join tickets t on t.id = m.ticket_id
              where n.operator_id = @me and n.seen_at is null and m.id = n.message_id and {Tickets.Visible} and {which}
              returning n.message_id)
            insert into events (at, kind, operator_id, actor_id, data, kept)
            select @now, 'mentions_seen', @me, @me, jsonb_build_object('messages', jsonb_agg(message_id)), false
            from seen
            having count(*) > 0
            """, Tickets.Scope(viewer, parameters));
}
