using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>The files of messages: who may have one, and a new try for what could not be had.</summary>
public static partial class Attachments
{
    /// <summary>What the customers' messages announced, to be fetched from the channel for a day.</summary>
    internal static Task Expect(NpgsqlConnection db, IReadOnlyList<(long Message, InboundMedia Media)> announced, DateTime now) =>
        announced.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            """
            insert into attachments (message_id, state, file_name, media_id, media_sha256, due_at, give_up_at)
            select id, 'waiting', left(file_name, 240), media_id, left(sha256, 200), @now, @now::timestamptz + interval '24 hours'
            from unnest(@ids, @names, @media, @hashes) n(id, file_name, media_id, sha256)
            """, new
            {
                now,
                ids = announced.Select(one => one.Message).ToArray(),
                names = announced.Select(one => one.Media.FileName).ToArray(),
                media = announced.Select(one => one.Media.Id).ToArray(),
                hashes = announced.Select(one => one.Media.Sha256).ToArray(),
            });

    /// <summary>
    /// The file of a message on a thread that the viewer sees; null as well where it was deleted, or is not here yet. What was kept aside is
    /// for those who lead.
    /// </summary>
    public static Task<(StoredFile File, string FileName)?> Find(NpgsqlConnection db, Viewer viewer, long messageId) =>
        Named(db,
            $"""
            select a.file_name, {StoredFiles.Columns}
            from attachments a
            join files f on f.name = a.file
            join messages m on m.id = a.message_id and m.kind <> 'deleted'
            where a.message_id = @messageId and {Readable}
            """, Tickets.Scope(viewer, new { messageId }));

    /// <summary>«Reintentar» under a file that could not be had: the channel is asked for another day. False: there is nothing to try again.</summary>
    public static async Task<bool> Retry(NpgsqlConnection db, Viewer viewer, long messageId, DateTime now) =>
        await db.ExecuteAsync(
            $"""
            with again as (
              update attachments a set state = 'waiting', tries = 0, due_at = @now, give_up_at = @now::timestamptz + interval '24 hours', failure = null
              from messages m
              where m.id = a.message_id and a.message_id = @messageId and a.state = 'failed' and a.media_id is not null and {Readable}
              returning a.message_id),
            {Changed("again")}
            """, Tickets.Scope(viewer, new { messageId, now })) > 0;

    /// <summary>Over a message <c>m</c>.</summary>
    private const string Readable =
        $"""
        case when m.withheld then @leads and exists (
            select from threads th join contacts c on c.id = th.contact_id where th.id = m.thread_id and {Contacts.Visible})
          else exists (select from tickets t where t.thread_id = m.thread_id and {Tickets.Visible})
            or exists (select from conversations cv where cv.id = m.conversation_id and {Conversations.Visible}) end
        """;

    internal static async Task<(StoredFile File, string FileName)?> Named(NpgsqlConnection db, string sql, object parameters)
    {
        var found = await db.QueryAsync<string, StoredFile, (StoredFile, string)>(sql, (name, file) => (file, name), parameters, splitOn: "name");
        return found.Select(one => ((StoredFile, string)?)one).SingleOrDefault();
    }

    // The bubble shows it, and so has a new version; the event wakes its pages, and the job.
    private static string Changed(string source) =>
        $"""
        changed as (
          update messages m set version = m.version + 1 from {source} where m.id = {source}.message_id
          returning m.id, m.ticket_id, m.thread_id, m.withheld)
        insert into events (at, kind, ticket_id, thread_id, message_id, kept)
        select @now, 'attached', ticket_id, thread_id, id, false from changed where not withheld
        """;
}
