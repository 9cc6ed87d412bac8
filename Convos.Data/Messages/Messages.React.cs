using Dapper;

namespace Convos.Data;

// An operator's reaction: it stands on its message, is no message, and moves nothing of the ticket.
public static partial class Messages
{
    /// <summary>
    /// Wishes for this reaction, or with null for none, to a customer's message in the thread of a ticket that the viewer holds. The same
    /// wish again changes nothing, unless it was refused or stayed unconfirmed.
    /// </summary>
    public static Task<MessageResult> React(Database database, Viewer viewer, long ticketId, long messageId, string? emoji, DateTime now) =>
        emoji is not null && !Emojis.IsOne(emoji)
            ? Task.FromResult(new MessageResult(null, new Refusal(RefusalReason.NoEmoji)))
            : database.InTransaction(async db =>
            {
                var id = await db.QuerySingleOrDefaultAsync<long?>(ReactSql, Tickets.Scope(viewer, new { ticketId, messageId, emoji, now }));
                return id is { } reacted
                    ? new MessageResult(await Written(db, reacted), null)
                    : new MessageResult(null, await WhyNot(db, viewer, ticketId, needsDuty: true, now, MessageKind.Text) is { Reason: not (RefusalReason.WrongState or RefusalReason.NoSuchFile) } no
                        ? no : new Refusal(RefusalReason.NotReactable));
            });

    // Whoever presses twice at the same time waits for the message's row, and meets the first wish in the conflict.
    private const string ReactSql =
        $"""
        with ticket as (
          select t.id, t.thread_id, t.contact_id, t.inbox_id
          from tickets t
          where t.id = @ticketId and {Tickets.Visible}
            and t.status = 'assigned' and t.operator_id = @me and t.window_closes_at > @now
            and exists (select from operators where id = @me and available and disabled_at is null)
            and exists (select from channels ch where ch.id = t.channel_id and ch.enabled)
          for no key update of t),
        target as (
          update messages m set version = m.version + 1
          from ticket
          where m.id = @messageId and m.thread_id = ticket.thread_id and m.author = 'contact' and not m.withheld and m.kind not in ('system', 'deleted')
            and m.external_id is not null and m.external_id not like 'sha256.%'
          returning m.id, ticket.id ticket_id, m.thread_id, ticket.contact_id, ticket.inbox_id),
        wished as (
          insert into reactions as r (message_id, author, operator_id, emoji, at)
          select target.id, 'operator', @me, @emoji, @now
          from target
          where @emoji::text is not null or exists (select from reactions x where x.message_id = target.id and x.author = 'operator')
          on conflict (message_id, author) do update set operator_id = excluded.operator_id, emoji = excluded.emoji, at = excluded.at
          where r.emoji is distinct from excluded.emoji
            or exists (select from reaction_sends s where s.message_id = r.message_id and s.state in ('refused', 'unconfirmed'))
          returning message_id),
        {ReactionSends.Queue},
        told as (
          insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id, message_id, data)
          select @now, 'reacted', ticket_id, thread_id, contact_id, inbox_id, @me, @me, id, jsonb_build_object('emoji', @emoji::text)
          from target
          where exists (select from wished))
        select id from target
        """;
}
