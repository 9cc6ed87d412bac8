namespace Convos.Data;

// What is kept before a merge, so that everything can stand as it did.
public static partial class Merges
{
    private const string BeforeSql =
        """
        insert into contact_merges (into_id, from_id, actor_id, at, before, after)
        select @into, @from, @actor, @now, jsonb_build_object(
          'contacts', (select jsonb_agg(to_jsonb(c) - 'words') from contacts c where c.id in (@into, @from)),
          'joined', (select coalesce(jsonb_agg(id), '[]') from contacts where joined_into = @from),
          'aliases', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'value', value)), '[]') from contact_aliases where contact_id = @from),
          'threads', (select coalesce(jsonb_agg(to_jsonb(th)), '[]') from threads th
            where th.contact_id in (@into, @from) or th.contact_id in (select id from contacts where joined_into = @from)),
          'conversations', (
            select coalesce(jsonb_agg(jsonb_build_object('id', cv.id, 'thread_id', cv.thread_id)), '[]')
            from conversations cv join threads th on th.id = cv.thread_id where th.contact_id = @from),
          'tickets', (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from tickets t where t.contact_id in (@into, @from)),
          'messages', (
            select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'ticket_id', m.ticket_id)), '[]')
            from tickets t join messages m on m.ticket_id = t.id and m.thread_id = t.thread_id where t.contact_id in (@into, @from) and t.status <> 'closed'),
          'withheld', (
            select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'thread_id', m.thread_id)), '[]')
            from threads th join messages m on m.thread_id = th.id and m.withheld where th.contact_id = @from),
          'blocks', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from channel_blocks b where b.contact_id in (@into, @from)),
          'sessions', (
            select coalesce(jsonb_agg(to_jsonb(s)), '[]')
            from dialogue_sessions s join threads th on th.id = s.thread_id where th.contact_id in (@into, @from))), '{}'
        returning id
        """;

    private const string AfterSql =
        """
        insert into events (at, kind, contact_id, actor_id, data)
        select @now, 'contact_merged', @into, @actor, jsonb_build_object('contact', @from::bigint, 'version', version) from contacts where id = @into;
        update contact_merges set after = jsonb_build_object(
          'event', (select max(id) from events where contact_id = @into and kept),
          'tickets', (select coalesce(jsonb_object_agg(id, version), '{}') from tickets where contact_id = @into),
          'message', (select coalesce(max(m.id), 0) from threads th join messages m on m.thread_id = th.id where th.contact_id = @into))
        where id = @merge
        """;

    // Over a merge m.
    private const string Unchanged =
        """
        exists (select from contacts one where one.id = m.into_id and one.joined_into is null and one.erased_at is null)
          and not exists (
            select from events e
            where e.contact_id in (m.into_id, m.from_id) and e.kept and e.id > (m.after ->> 'event')::bigint and e.kind <> 'contact_block_told')
          and (m.after -> 'tickets') = (select coalesce(jsonb_object_agg(t.id, t.version), '{}') from tickets t where t.contact_id = m.into_id)
          and not exists (
            select from threads th join messages later on later.thread_id = th.id
            where th.contact_id = m.into_id and later.id > (m.after ->> 'message')::bigint)
        """;

    // Each part finds what the one before has put back. Whoever is whose again comes first, the open ticket last.
    private const string UndoSql =
        """
        update contacts c set
          name = was.name, phone = was.phone, email = was.email, language = was.language, owner_id = was.owner_id, notes = was.notes, tag_ids = was.tag_ids,
          fields = was.fields, told_out_of_hours_at = was.told_out_of_hours_at, blocked_at = was.blocked_at, blocked_by = was.blocked_by,
          block_reason = was.block_reason, joined_into = null, version = c.version + 1
        from contact_merges m, jsonb_populate_recordset(null::contacts, m.before -> 'contacts') was
        where m.id = @merge and c.id = was.id;
        update contacts c set joined_into = m.from_id
        from contact_merges m
        where m.id = @merge and (m.before -> 'joined') @> to_jsonb(c.id) and c.joined_into = m.into_id;
        update contact_aliases a set contact_id = m.from_id
        from contact_merges m, jsonb_to_recordset(m.before -> 'aliases') was(kind text, value text)
        where m.id = @merge and a.kind = was.kind and a.value = was.value;
        update threads th set
          contact_id = was.contact_id, conversation_id = was.conversation_id, address = was.address, last_at = was.last_at, last_inbound_at = was.last_inbound_at,
          window_refused_at = was.window_refused_at, joined_into = was.joined_into
        from contact_merges m, jsonb_populate_recordset(null::threads, m.before -> 'threads') was
        where m.id = @merge and th.id = was.id;
        update conversations cv set thread_id = was.thread_id
        from contact_merges m, jsonb_to_recordset(m.before -> 'conversations') was(id bigint, thread_id bigint)
        where m.id = @merge and cv.id = was.id and cv.thread_id <> was.thread_id;
        update messages g set thread_id = was.thread_id
        from contact_merges m, jsonb_to_recordset(m.before -> 'conversations') was(id bigint, thread_id bigint)
        where m.id = @merge and g.conversation_id = was.id and g.thread_id <> was.thread_id and g.thread_id = any(
          select (th ->> 'id')::bigint from jsonb_array_elements(m.before -> 'threads') th);
        update message_sends s set thread_id = g.thread_id
        from contact_merges m, jsonb_to_recordset(m.before -> 'conversations') was(id bigint, thread_id bigint), messages g
        where m.id = @merge and g.conversation_id = was.id and g.thread_id = was.thread_id and s.message_id = g.id and s.thread_id <> g.thread_id;
        update messages g set thread_id = was.thread_id
        from contact_merges m, jsonb_to_recordset(m.before -> 'withheld') was(id bigint, thread_id bigint)
        where m.id = @merge and g.id = was.id;
        update messages g set ticket_id = was.ticket_id
        from contact_merges m, jsonb_to_recordset(m.before -> 'messages') was(id bigint, ticket_id bigint)
        where m.id = @merge and g.id = was.id and g.ticket_id <> was.ticket_id;
        update tickets t set
          thread_id = was.thread_id, contact_id = was.contact_id, opened_at = was.opened_at, last_activity_at = was.last_activity_at, last_message_id = was.last_message_id,
          last_author = was.last_author, last_kind = was.last_kind, last_preview = was.last_preview, awaiting_since = was.awaiting_since,
          window_closes_at = was.window_closes_at, version = t.version + 1
        from contact_merges m, jsonb_populate_recordset(null::tickets, m.before -> 'tickets') was
        where m.id = @merge and t.id = was.id;
        delete from dialogue_sessions s
        using contact_merges m, jsonb_array_elements(m.before -> 'threads') th
        where m.id = @merge and s.thread_id = (th ->> 'id')::bigint;
        insert into dialogue_sessions
        select was.* from contact_merges m, jsonb_populate_recordset(null::dialogue_sessions, m.before -> 'sessions') was where m.id = @merge;
        update contact_merges set undone_at = @now where id = @merge
        """;

    private const string ReopenSql =
        $"""
        with moved as (
          update tickets t set
            status = case when held.id is null then 'queued' else was.status end, operator_id = held.id, queued_at = coalesce(was.queued_at, @now), assigned_at = was.assigned_at, closed_at = null, closed_by = null
          from contact_merges m
          cross join lateral jsonb_populate_recordset(null::tickets, m.before -> 'tickets') was
          left join operators held on held.id = was.operator_id and held.disabled_at is null
          where m.id = @merge and t.id = was.id and t.status = 'closed' and was.status <> 'closed'
          returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id, null::bigint from_operator, null::bigint from_inbox),
        {TicketCounters.Shift}
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, data)
        select @now, 'reopened', id, thread_id, contact_id, inbox_id, operator_id, @actor, jsonb_strip_nulls(jsonb_build_object('from_status', 'closed', 'by', 'separated', 'joined_into', (
          select e.data -> 'joined_into' from events e where e.ticket_id = moved.id and e.kind = 'closed' order by e.id desc limit 1)))
        from moved
        """;
}
