using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Two contacts prove to be one person: aliases, threads, tickets and messages go to the older, who still has one thread on each channel
/// and one open ticket on each thread. Nothing is deleted, so that whatever names the younger keeps its meaning.
/// </summary>
internal static class JoinedContacts
{
    /// <param name="actor">Null: they proved it by themselves.</param>
    public static async Task Join(NpgsqlConnection db, long into, long[] others, DateTime now, long? actor = null)
    {
        await Lock(db, [into, .. others]);
        var blocked = await Contacts.IsBlocked(db, into);
        foreach (var from in others)
        {
            foreach (var (younger, older) in await SameChannel(db, from, into))
            {
                await JoinedThreads.Join(db, younger, older, now);
            }

            await MoveRest(db, from, into);
            await Tell(db, from, into, now);
            await ChannelBlocks.Join(db, from, into, now);
        }

        if (await Contacts.IsBlocked(db, into))
        {
            await Contacts.Hush(db, into, actor, now);
            if (!blocked)
            {
                await TellBlocked(db, into, actor, now);
            }
        }
    }

    // The contacts first: no thread can be begun for them meanwhile.
    internal static async Task Lock(NpgsqlConnection db, long[] people)
    {
        await db.ExecuteAsync("select from contacts where id = any(@people) order by id for update", new { people });
        await db.ExecuteAsync("select from threads where contact_id = any(@people) order by id for no key update", new { people });
        await db.ExecuteAsync("select from tickets where contact_id = any(@people) order by id for no key update", new { people });
    }

    private static Task<IEnumerable<(long Younger, long Older)>> SameChannel(NpgsqlConnection db, long from, long into) =>
        db.QueryAsync<(long, long)>(
            """
            select younger.id, older.id
            from threads younger
            join threads older on older.contact_id = @into and older.channel_id = younger.channel_id
            where younger.contact_id = @from and younger.joined_into is null
            order by younger.id
            """, new { from, into });

    // A name that somebody said is worth more than a number, and a number more than an id.
    private static Task MoveRest(NpgsqlConnection db, long from, long into) =>
        db.ExecuteAsync(
            """
            update threads set contact_id = @into where contact_id = @from and joined_into is null;
            update tickets set contact_id = @into, version = version + 1 where contact_id = @from;
            update contact_aliases set contact_id = @into where contact_id = @from;
            update contacts c set
              name = case
                when c.name is distinct from c.phone and not exists (select from contact_aliases a where a.contact_id = @into and a.value = c.name) then c.name
                when younger.name is distinct from younger.phone and not exists (select from contact_aliases a where a.contact_id = @into and a.value = younger.name) then younger.name
                else coalesce(c.phone, younger.phone, c.name) end,
              phone = coalesce(c.phone, younger.phone),
              email = coalesce(c.email, younger.email),
              language = coalesce(c.language, younger.language),
              owner_id = coalesce(c.owner_id, younger.owner_id),
              notes = left(concat_ws(E'\n', nullif(c.notes, ''), nullif(younger.notes, '')), 4000),
              -- As many as one contact may bear; what both answered, the older one answered.
              tag_ids = (select coalesce(array_agg(tag order by place), '{}') from (
                select tag, min(place) place from unnest(c.tag_ids || younger.tag_ids) with ordinality both_of_them(tag, place) group by tag order by 2 limit 20) kept),
              fields = younger.fields || c.fields,
              version = c.version + 1,
              -- Whoever blocked either of them blocked this person.
              blocked_at = case when c.blocked_at is null then younger.blocked_at else c.blocked_at end,
              blocked_by = case when c.blocked_at is null then younger.blocked_by else c.blocked_by end,
              block_reason = case when c.blocked_at is null then younger.block_reason else c.block_reason end,
              told_out_of_hours_at = greatest(c.told_out_of_hours_at, younger.told_out_of_hours_at)
            from contacts younger
            where c.id = @into and younger.id = @from;
            update contacts set joined_into = @into where id = @from or joined_into = @from
            """, new { from, into });

    // Every open ticket is shown with the name it has now; an open chat asks for itself again.
    private static Task Tell(NpgsqlConnection db, long from, long into, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, data)
            select @now, 'joined', t.id, th.id, @into, t.inbox_id, t.operator_id, jsonb_build_object('contact', @from, 'version', c.version)
            from threads th
            join contacts c on c.id = @into
            left join tickets t on t.thread_id = th.id and t.status <> 'closed'
            where th.contact_id = @into and th.joined_into is null
            """, new { from, into, now });

    private static Task TellBlocked(NpgsqlConnection db, long into, long? actor, DateTime now) =>
        db.ExecuteAsync(
            """
            insert into events (at, kind, contact_id, actor_id, data)
            select @now, 'contact_blocked', id, @actor, jsonb_build_object('version', version, 'reason', block_reason) from contacts where id = @into
            """, new { into, actor, now });
}
