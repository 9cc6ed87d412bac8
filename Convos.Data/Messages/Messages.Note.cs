using Dapper;
using Npgsql;

namespace Convos.Data;

// What people write for the team.
public static partial class Messages
{
    /// <summary>
    /// An internal note: never sent, no duty needed, no answer for any figure. It calls whoever sees the ticket and stands in it as
    /// «@Name»; <paramref name="picked"/> tells apart those who share a name.
    /// </summary>
    public static Task<MessageResult> Note(
        Database database, Viewer viewer, long ticketId, string body, Guid key, DateTime now, params IReadOnlyCollection<long> picked) =>
        database.InTransaction(db => Note(db, viewer, ticketId, body, key, now, picked));

    /// <summary>As a part of something larger.</summary>
    internal static async Task<MessageResult> Note(
        NpgsqlConnection db, Viewer viewer, long ticketId, string body, Guid key, DateTime now, params IReadOnlyCollection<long> picked)
    {
        var (note, refusal) = await Filled(db, viewer, ticketId, Tidy(new Draft(MessageKind.Note, body, key)), now);
        if (refusal is not null)
        {
            return new MessageResult(null, refusal);
        }

        var people = await Called(db, viewer, ticketId, note.Body, picked);
        var parameters = Tickets.Scope(viewer, new
        {
            ticketId, body = note.Body, clientKey = note.Key, now, content = Data.Called.Write(people), called = people.Select(one => one.Id).ToArray(),
        });
        var id = await db.QuerySingleOrDefaultAsync<long?>(NoteSql, parameters) ?? (await Earlier(db, viewer, [note.Key])).Cast<long?>().SingleOrDefault();
        return id is { } written
            ? new MessageResult(await Written(db, written), null)
            : new MessageResult(null, await WhyNot(db, viewer, ticketId, needsDuty: false, now, MessageKind.Note));
    }

    private const string NoteSql =
        $"""
        with ticket as (
          select t.id, t.thread_id, t.contact_id, t.channel_id, t.inbox_id, t.conversation_id, t.operator_id
          from tickets t
          where t.id = @ticketId and {Tickets.Visible}
            and exists (select from operators where id = @me and disabled_at is null)),
        written as (
          insert into messages (channel_id, thread_id, conversation_id, ticket_id, author, operator_id, kind, body, content,
            client_key, sent_at, stored_at, delivery)
          select channel_id, thread_id, conversation_id, id, 'operator', @me, 'note', @body, @content::jsonb, @clientKey, @now, @now, 'internal'
          from ticket
          on conflict (operator_id, client_key) do nothing
          returning id),
        called as (
          {Mentions.Insert})
        insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data)
        select @now, 'noted', ticket.id, thread_id, contact_id, inbox_id, operator_id, @me, written.id,
          (select jsonb_build_object('called', jsonb_agg(called.operator_id)) from called having count(*) > 0)
        from ticket, written
        returning message_id
        """;
}
