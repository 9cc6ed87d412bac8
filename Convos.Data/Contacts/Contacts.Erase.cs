using Dapper;
using Npgsql;

namespace Convos.Data;

public enum EraseProblem { NotFound, OpenTicket, LeavesNow, BlockedThere }

// Whoever asks to be forgotten: what says who they are and what was said goes for good; when it was said, and by whom, stays for the figures.
public static partial class Contacts
{
    /// <summary>Cannot be taken back. Refused while a ticket of theirs is open, or a message to them is on its way at this moment.</summary>
    /// <param name="name">What they are called from now on.</param>
    public static Task<EraseProblem?> Erase(Database database, Viewer viewer, long id, string name, DateTime now) =>
        database.InTransaction(async db =>
        {
            // Before any contact, as the batches do: what a batch has read of them already is written by then, and what it reads next is blank.
            await db.ExecuteAsync("select from contact_imports where finished_at is null order by id for no key update");
            await JoinedContacts.Lock(db, [id]);
            if (await db.QuerySingleOrDefaultAsync<long?>(
                $"select c.id from contacts c where c.id = @id and c.joined_into is null and {Visible}", Tickets.Scope(viewer, new { id })) is null)
            {
                return EraseProblem.NotFound;
            }

            if (await db.QuerySingleAsync<bool>("select exists (select from tickets where contact_id = @id and status <> 'closed')", new { id }))
            {
                return EraseProblem.OpenTicket;
            }

            if (await db.QuerySingleAsync<bool>(
                """
                select exists (
                  select from threads th join message_sends s on s.thread_id = th.id
                  where th.contact_id = @id and s.state in ('queued', 'sending'))
                """, new { id }))
            {
                return EraseProblem.LeavesNow;
            }

            // Forgotten here, nobody could take it back there any more.
            if (await db.QuerySingleAsync<bool>("select exists (select from contacts c join channel_blocks b on b.contact_id = c.id where c.id = @id or c.joined_into = @id)", new { id }))
            {
                return EraseProblem.BlockedThere;
            }

            await db.ExecuteAsync(EraseSql, new { id, name, actor = viewer.Id, now });
            await Audit.Note(db, viewer.Id, AuditAction.Anonymised, AuditSubject.Contact, id, name, now);
            return (EraseProblem?)null;
        }, stand: problem => problem is null);

    // People who were joined to them were the same person. What a message was (a note, a picture) is kept: it counts.
    private const string EraseSql =
        """
        create temporary table people on commit drop as
        select id, name from contacts where id = @id or joined_into = @id;
        create temporary table erased on commit drop as
        select m.id
        from people c
        join threads th on th.contact_id = c.id
        join messages m on m.thread_id = th.id;
        create temporary table lines on commit drop as
        select distinct k.import_id, k.line
        from people p
        left join contact_aliases a on a.contact_id = p.id and a.kind = 'phone'
        left join contacts c on c.id = p.id
        join contact_import_keys k on k.key in (a.value, lower(c.email));
        -- What repeats one of them says the same of them.
        insert into lines select distinct f.import_id, f.line from contact_import_faults f join lines l on l.import_id = f.import_id and l.line = f.other_line;
        delete from contact_import_faults f using lines l where f.import_id = l.import_id and f.line = l.line;
        delete from contact_import_lines n using lines l, contact_imports i
        where n.import_id = l.import_id and n.line = l.line and i.id = l.import_id and i.finished_at is not null;
        -- A file on its way counts its rows to the last: one that says nothing is faulty.
        update contact_import_lines n set cells = array_fill(''::text, array[cardinality(n.cells)]) from lines l where n.import_id = l.import_id and n.line = l.line;
        delete from contact_import_keys k using lines l where k.import_id = l.import_id and k.line = l.line;
        create temporary table addresses on commit drop as
        select th.channel_id, convert_to(ltrim(x.address, '+'), 'UTF8') address
        from people p
        join threads th on th.contact_id = p.id
        cross join lateral (select th.address union select a.value from contact_aliases a where a.contact_id = p.id) x(address);
        -- What is still to be read, or was set aside to be read again, is not theirs yet.
        delete from inbound_events e using addresses a
        where e.channel_id = a.channel_id and e.state in ('done', 'discarded') and position(a.address in e.body) > 0
          and not exists (select from inbound_strangers s where s.inbound_event_id = e.id);
        delete from attachments a using erased e where a.message_id = e.id;
        delete from message_versions v using erased e where v.message_id = e.id;
        delete from mentions n using erased e where n.message_id = e.id;
        update messages m set body = '', content = '{"erased": true}', failure = null, quoted_external_id = null,
          external_id = case when external_id is not null then 'erased-' || m.id end, version = m.version + 1
        from erased e where m.id = e.id;
        update message_sends s set failure = null, pricing = null,
          external_id = case when external_id is not null then 'erased-' || s.message_id || '-' || s.attempt end from erased e where s.message_id = e.id;
        delete from ticket_texts x using tickets t where x.ticket_id = t.id and t.contact_id = @id;
        update tickets set last_preview = '', observation = null, version = version + 1 where contact_id = @id;
        update events set data = data - 'changes' - 'reason' - 'name' - 'observation' where contact_id in (select id from people) and kept and data is not null;
        update audit set subject_name = @name, changes = '{}' where subject = 'contact' and subject_id in (select id from people);
        update conversations cv set source_title = null, source_url = null
        from threads th where cv.thread_id = th.id and th.contact_id in (select id from people);
        delete from contact_merges where into_id in (select id from people) or from_id in (select id from people);
        delete from contact_aliases where contact_id = @id;
        update threads set address = 'erased-' || id where contact_id in (select id from people);
        update contacts set name = @name, phone = null, email = null, language = null, owner_id = null, notes = '', tag_ids = '{}', fields = '{}',
          blocked_at = null, blocked_by = null, block_reason = null, erased_at = @now, version = version + 1
        where id = @id or joined_into = @id;
        insert into events (at, kind, contact_id, actor_id, data)
        select @now, 'contact_anonymised', id, @actor, jsonb_build_object('version', version) from contacts where id = @id
        """;
}
