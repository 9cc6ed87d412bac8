using Dapper;
using Npgsql;

namespace Convos.Data;

public enum MergeProblem { NotFound, SamePerson, ChangedSince, MayNotBlock }

/// <summary>A merge that can be undone still, and whom it took in.</summary>
public sealed record Merge(long Id, DateTime At, string Actor, long FromId, string FromName);

/// <summary>What a merge would move: threads, tickets and how many of them are open.</summary>
public sealed record MergeCounts(int Threads, int Tickets, int OpenTickets);

/// <summary>
/// Two contacts whom somebody knows to be one: threads, tickets and history move. Undone, everything stands as it did, as long as nothing
/// has happened with them since.
/// </summary>
public static partial class Merges
{
    /// <summary>Whoever is <paramref name="from"/> becomes <paramref name="into"/>, whose answers win.</summary>
    public static Task<MergeProblem?> Join(Database database, Viewer viewer, long into, long from, DateTime now) =>
        database.InTransaction(async db =>
        {
            if (into == from)
            {
                return MergeProblem.SamePerson;
            }

            await JoinedContacts.Lock(db, [into, from]);
            var blocks = (await db.QueryAsync<(long Id, string? Reason)>(
                $"select c.id, c.block_reason from contacts c where c.id = any(@people) and c.joined_into is null and c.erased_at is null and {Contacts.Visible}",
                Tickets.Scope(viewer, new { people = new[] { into, from } }))).ToDictionary(one => one.Id, one => one.Reason);
            if (blocks.Count < 2)
            {
                return MergeProblem.NotFound;
            }

            // Whoever is blocked stays so: the other one is blocked by it.
            if (blocks[into] is null != blocks[from] is null && !(await Installation.WhoBlocks(db) <= viewer.Role))
            {
                return MergeProblem.MayNotBlock;
            }

            var merge = await db.QuerySingleAsync<long>(BeforeSql, new { into, from, actor = viewer.Id, now });
            await JoinedContacts.Join(db, into, [from], now, viewer.Id);
            await db.ExecuteAsync(AfterSql, new { merge, into, from, actor = viewer.Id, now });
            var names = (await db.QueryAsync<(long Id, string Name)>("select id, name from contacts where id in (@into, @from)", new { into, from })).ToDictionary(one => one.Id, one => one.Name);
            await Audit.Note(db, viewer.Id, AuditAction.Merged, AuditSubject.Contact, into, names[into], now, Changes.None.With("contact", $"#{from}", $"#{into}"));
            if (blocks[into] is null && blocks[from] is { } reason)
            {
                await Audit.Note(db, viewer.Id, AuditAction.Blocked, AuditSubject.Contact, into, names[into], now, Changes.None.With("reason", null, reason));
            }

            return (MergeProblem?)null;
        }, stand: problem => problem is null);

    /// <summary>The last merge of a contact, if it can be undone.</summary>
    public static Task<Merge?> Undoable(NpgsqlConnection db, Viewer viewer, long into) =>
        db.QuerySingleOrDefaultAsync<Merge>(
            $"""
            select m.id, m.at, o.name actor, m.from_id, f.name from_name
            from contact_merges m
            join operators o on o.id = m.actor_id
            join contacts f on f.id = m.from_id
            join contacts c on c.id = m.into_id and {Contacts.Visible}
            where m.id = (select max(id) from contact_merges where into_id = @into and undone_at is null) and {Unchanged}
            """, Tickets.Scope(viewer, new { into }));

    /// <summary>What would move of a contact that the viewer may know, as far as they may see it.</summary>
    public static Task<MergeCounts> Counts(NpgsqlConnection db, Viewer viewer, long contact) =>
        db.QuerySingleAsync<MergeCounts>(
            $"""
            select (select count(*)::int from threads where contact_id = @contact and joined_into is null) threads,
              count(*)::int tickets, count(*) filter (where status <> 'closed')::int open_tickets
            from tickets t where t.contact_id = @contact and {Tickets.Visible}
            """, Tickets.Scope(viewer, new { contact }));

    public static Task<MergeProblem?> Undo(Database database, Viewer viewer, long merge, DateTime now) =>
        database.InTransaction(async db =>
        {
            var people = await db.QuerySingleOrDefaultAsync<(long Into, long From)?>("select into_id, from_id from contact_merges where id = @merge and undone_at is null", new { merge });
            if (people is not var (into, from))
            {
                return MergeProblem.NotFound;
            }

            await JoinedContacts.Lock(db, [into, from]);
            if (await Undoable(db, viewer, into) is not { } last || last.Id != merge)
            {
                return MergeProblem.ChangedSince;
            }

            await db.ExecuteAsync(UndoSql, new { merge, now });
            await ChannelBlocks.Separate(db, merge, into, from, now);
            await db.ExecuteAsync(ReopenSql, new { merge, actor = viewer.Id, now });
            await db.ExecuteAsync(
                """
                insert into events (at, kind, contact_id, actor_id, data)
                select @now, 'contact_separated', c.id, @actor, jsonb_build_object('contact', case when c.id = @into then @from else @into end, 'version', c.version)
                from contacts c where c.id in (@into, @from);
                -- Whoever is blocked no longer is shown so.
                insert into events (at, kind, contact_id, kept) select @now, 'contact_block_told', id, false from contacts where id in (@into, @from);
                insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, kept)
                select @now, 'contact_shown', t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id, false
                from tickets t where t.contact_id in (@into, @from) and t.status <> 'closed'
                """, new { into, from, actor = viewer.Id, now });
            var name = await db.QuerySingleAsync<string>("select name from contacts where id = @into", new { into });
            await Audit.Note(db, viewer.Id, AuditAction.Separated, AuditSubject.Contact, into, name, now, Changes.None.With("contact", $"#{into}", $"#{from}"));
            return (MergeProblem?)null;
        }, stand: problem => problem is null);
}
