using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>
/// Second thoughts of whoever wrote a message: other words, or none. Every wording is kept; the newest is shown, and of a deleted
/// message nothing but that it was there.
/// </summary>
internal static class InboundEdits
{
    public static async Task Apply(NpgsqlConnection db, long channelId, IReadOnlyList<Inbound> changes, DateTime now)
    {
        foreach (var change in changes.OrderBy(change => change.At))
        {
            if (await InboundReactions.Find(db, channelId, change.ExternalId) is not { } message)
            {
                await PendingUpdates.Keep(db, channelId, [change]);
            }
            else if (!ByPhone(change) && await Withheld.Takes(db, message))
            {
                await Withheld.Keep(db, message, change, now);
            }
            else if (change is InboundEdit edit)
            {
                await db.ExecuteAsync(Edit, new
                {
                    message, now, at = edit.At, editId = edit.EditId, kind = edit.Kind.Name(), body = edit.Body, content = edit.Content,
                    byPhone = edit.ByPhone, preview = Messages.Preview(edit.Body),
                });
            }
            else
            {
                await db.ExecuteAsync(Delete, new { message, now, byPhone = ByPhone(change) });
            }
        }
    }

    private static bool ByPhone(Inbound change) => change is InboundEdit { ByPhone: true } or InboundDeletion { ByPhone: true };

    // The first change keeps the first wording; what is deleted already has none. A customer changes only a customer's words.
    private const string Message =
        """
        message as (
          select m.id, m.ticket_id, m.thread_id, m.kind, m.edited_at, m.external_id, m.sent_at, m.body, m.content
          from messages m
          where m.id = @message
            and case when @byPhone then m.author in ('phone', 'operator') else m.author = 'contact' end
          for no key update),
        first as (
          insert into message_versions (message_id, external_id, at, kind, body, content)
          select id, coalesce(external_id, ''), sent_at, kind, body, content
          from message
          where edited_at is null and kind <> 'deleted'
          on conflict do nothing)
        """;

    private const string Edit =
        $"""
        with {Message},
        version as (
          insert into message_versions (message_id, external_id, at, kind, body, content)
          select id, @editId, @at, @kind, @body, @content::jsonb from message
          on conflict do nothing
          returning message_id),
        shown as (
          update messages m set
            body = @body, content = case when @content::text is null then m.content else coalesce(m.content, '{"{}"}') || @content::jsonb end,
            edited_at = @at, version = m.version + 1
          from message
          join version on version.message_id = message.id
          where m.id = message.id and message.kind <> 'deleted' and (message.edited_at is null or message.edited_at <= @at)
          returning m.id, m.ticket_id, m.thread_id, m.withheld),
        listed as (
          update tickets t set last_preview = @preview, version = t.version + 1
          from shown
          where t.id = shown.ticket_id and t.last_message_id = shown.id)
        insert into events (at, kind, ticket_id, thread_id, message_id)
        select @now, 'edited', ticket_id, thread_id, id from shown where not withheld
        """;

    private const string Delete =
        $"""
        with {Message},
        shown as (
          update messages m set kind = 'deleted', body = '', content = null, edited_at = null, version = m.version + 1
          from message
          where m.id = message.id and message.kind <> 'deleted'
          returning m.id, m.ticket_id, m.thread_id, m.withheld),
        listed as (
          update tickets t set last_kind = 'deleted', last_preview = '', version = t.version + 1
          from shown
          where t.id = shown.ticket_id and t.last_message_id = shown.id)
        insert into events (at, kind, ticket_id, thread_id, message_id)
        select @now, 'deleted', ticket_id, thread_id, id from shown where not withheld
        """;
}
