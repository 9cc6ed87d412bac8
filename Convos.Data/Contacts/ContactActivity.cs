using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What a feed of a contact can be narrowed to.</summary>
public enum ActivityGroup { Tickets, Card, Conversations, Blocks }

/// <summary>
/// A conversation that began. <c>TicketId</c>: one by whose chat it can be read, with its first message; null where there is none.
/// <c>Readable</c>: the viewer may read it by itself.
/// </summary>
public sealed record ConversationStart(
    long Id, DateTime At, ConversationOrigin Origin, string ChannelName, ConversationSource Source, string? SourceTitle, long? TicketId, long? FirstMessageId, bool Readable);

/// <summary>What was changed of the card itself. <c>Changes</c> is JSON as <see cref="Changes"/> has it, null where there are none; <c>Fields</c> by id.</summary>
public sealed record CardChange(
    long Id, DateTime At, string Kind, string? Actor, string? Changes, string? Reason, string? Tag, int? TagColour, long? OtherId, string? OtherName);

/// <summary>One entry of the feed: exactly one of the three. <c>Near</c>: the message after which it happened to a ticket.</summary>
public sealed record ContactEntry(string Place, DateTime At, Happening? Ticket = null, ConversationStart? Conversation = null, CardChange? Card = null, long? Near = null);

/// <summary>All that happened with a contact, over all their tickets and channels, newest first.</summary>
public static class ContactActivity
{
    private static readonly Dictionary<ActivityGroup, string[]> Kinds = new()
    {
        [ActivityGroup.Tickets] = [.. Happenings.Kinds],
        [ActivityGroup.Card] = ["contact_created", "contact_edited", "contact_tagged", "contact_untagged", "contact_merged", "contact_separated", "contact_anonymised", "joined"],
        [ActivityGroup.Blocks] = ["contact_blocked", "contact_unblocked"],
        [ActivityGroup.Conversations] = [],
    };

    /// <param name="after">The <see cref="ContactEntry.Place"/> of the last entry shown.</param>
    public static async Task<IReadOnlyList<ContactEntry>> Page(
        NpgsqlConnection db, Viewer viewer, long contactId, ActivityGroup? group, string? after, int take)
    {
        var cursor = Parse(after);
        var kinds = group is { } one ? Kinds[one] : [.. Kinds.Values.SelectMany(all => all)];
        var places = (await db.QueryAsync<(DateTime At, int Source, long Id)>(
            PlacesSql(withEvents: kinds.Length > 0, withConversations: group is null or ActivityGroup.Conversations, cursor?.Source, take),
            Tickets.Scope(viewer, new { contactId, kinds, at = cursor?.At, id = cursor?.Id }))).AsList();
        long[] events = [.. places.Where(place => place.Source == 2).Select(place => place.Id)];
        var happened = (await Happenings.ForEveryone(db, events)).ToDictionary(happening => happening.Id);
        var changed = await Changed(db, [.. events.Except(happened.Keys)]);
        var near = await Near(db, [.. happened.Keys]);
        var begun = await Begun(db, viewer, [.. places.Where(place => place.Source == 1).Select(place => place.Id)]);
        return
        [
            .. places.Select(place => new ContactEntry(
                $"{SortKey.Micros(place.At)}-{place.Source}-{place.Id}", place.At,
                place.Source == 2 ? happened.GetValueOrDefault(place.Id) : null,
                place.Source == 1 ? begun.GetValueOrDefault(place.Id) : null,
                place.Source == 2 ? changed.GetValueOrDefault(place.Id) : null,
                place.Source == 2 ? near.GetValueOrDefault(place.Id) : null)),
        ];
    }

    // A closing that was undone has nothing to tell any more; people who proved to be one are told of once, whatever their threads.
    private static string PlacesSql(bool withEvents, bool withConversations, int? last, int take)
    {
        // By time, source and number: said so that an index begins there.
        string Behind(string at, int source, string id) =>
            last is null ? "" : source == last ? $"and ({at}, {id}) < (@at, @id)" : source < last ? $"and {at} <= @at" : $"and {at} < @at";
        var parts = new List<string>();
        if (withEvents)
        {
            parts.Add(
                $"""
                (select e.at, 2 source, e.id
                from people
                cross join lateral (
                  select e.at, e.id
                  from events e
                  where e.contact_id = people.id and e.kept and e.kind = any(@kinds) {Behind("e.at", 2, "e.id")}
                  and (e.ticket_id is null or e.kind = 'joined' or exists (select from tickets t where t.id = e.ticket_id and {Tickets.Visible}))
                  and (e.kind <> 'joined' or not exists (
                    select from events o where o.contact_id = e.contact_id and o.kept and o.at = e.at and (o.kind = 'contact_merged' or o.kind = 'joined' and o.id < e.id)))
                  order by e.at desc, e.id desc
                  limit {take}) e
                order by e.at desc, e.id desc
                limit {take})
                """);
        }

        if (withConversations)
        {
            parts.Add(
                $"""
                (select cv.started_at at, 1 source, cv.id
                from threads th
                join channels ch on ch.id = th.channel_id
                join conversations cv on cv.thread_id = th.id {Behind("cv.started_at", 1, "cv.id")}
                where th.contact_id = @contactId and th.joined_into is null
                  and (@seesAll or ch.inbox_id = any(@inboxes) or exists (select from tickets t where t.thread_id = th.id and {Tickets.Visible}))
                order by cv.started_at desc, cv.id desc
                limit {take})
                """);
        }

        return
            $"""
            with people as (
              select id from contacts where id = @contactId or joined_into = @contactId)
            select at, source, id
            from ({string.Join("\nunion all\n", parts)}) feed
            order by at desc, source desc, id desc
            limit {take}
            """;
    }

    private static async Task<Dictionary<long, long?>> Near(NpgsqlConnection db, long[] ids) =>
        ids.Length == 0 ? [] : (await db.QueryAsync<(long Id, long? Message)>(
            """
            select e.id, (
              select m.id from messages m where m.thread_id = t.thread_id and not m.withheld and m.sent_at <= e.at order by m.sent_at desc, m.id desc limit 1)
            from events e
            join tickets t on t.id = e.ticket_id
            where e.id = any(@ids)
            """, new { ids })).ToDictionary(one => one.Id, one => one.Message);

    private static async Task<Dictionary<long, CardChange>> Changed(NpgsqlConnection db, long[] ids) =>
        ids.Length == 0 ? [] : (await db.QueryAsync<CardChange>(
            """
            select e.id, e.at, e.kind, o.name actor, (e.data -> 'changes')::text changes, e.data ->> 'reason' reason,
              g.name tag, g.colour::int tag_colour, other.id other_id, coalesce(e.data ->> 'name', other.name) other_name
            from events e
            left join operators o on o.id = e.actor_id
            left join tags g on g.id = (e.data ->> 'tag')::bigint
            left join contacts other on other.id = (e.data ->> 'contact')::bigint
            where e.id = any(@ids)
            """, new { ids })).ToDictionary(change => change.Id);

    private static async Task<Dictionary<long, ConversationStart>> Begun(NpgsqlConnection db, Viewer viewer, long[] ids) =>
        ids.Length == 0 ? [] : (await db.QueryAsync<ConversationStart>(
            $"""
            select cv.id, cv.started_at at, cv.origin, ch.name channel_name, cv.source, cv.source_title, (
                select t.id from tickets t where t.thread_id = th.id and {Tickets.Visible} order by t.conversation_id = cv.id desc, t.opened_at desc limit 1) ticket_id, (
                select m.id from messages m where m.thread_id = th.id and m.conversation_id = cv.id order by m.sent_at, m.id limit 1) first_message_id,
              {Conversations.Visible} readable
            from conversations cv
            join threads th on th.id = cv.thread_id
            join channels ch on ch.id = th.channel_id
            where cv.id = any(@ids)
            """, Tickets.Scope(viewer, new { ids }))).ToDictionary(start => start.Id);

    private static (DateTime At, int Source, long Id)? Parse(string? after) =>
        after?.Split('-') is [var at, var source, var id] && SortKey.Parse($"{at}-{id}") is { } key && int.TryParse(source, out var from)
            ? (SortKey.Moment(key.Place), from, key.Tie)
            : null;
}
