using Dapper;

namespace Convos.Data;

// «Necesito más tiempo»: the count towards rotation begins anew.
public static partial class Tickets
{
    /// <summary>By its holder, once for each count. Asked twice, it was given once.</summary>
    public static async Task<MoveResult> MoreTime(Database database, Viewer viewer, long ticketId, DateTime now)
    {
        await using var db = await database.Open();
        var given = await db.ExecuteAsync(
            $"""
            with given as (
              update tickets t set more_time_at = @now, version = t.version + 1
              where t.id = @ticketId and t.status = 'assigned' and t.operator_id = @me and t.rotates_at > @now
                and {MayAskForTime}
              returning t.id, t.thread_id, t.contact_id, t.inbox_id, t.operator_id)
            insert into events (at, kind, ticket_id, thread_id, contact_id, inbox_id, operator_id, actor_id)
            select @now, 'more_time', id, thread_id, contact_id, inbox_id, operator_id, @me from given
            """, Scope(viewer, new { ticketId, now })) > 0;
        return await Find(db, viewer, ticketId) switch
        {
            null => new MoveResult(null, new Refusal(RefusalReason.NotFound)),
            { OperatorId: var holder } when holder != viewer.Id => new MoveResult(null, new Refusal(RefusalReason.WrongState)),
            { } ticket => given || !ticket.MayAskForTime ? new MoveResult(ticket, null) : new MoveResult(null, new Refusal(RefusalReason.WrongState)),
        };
    }

    /// <summary>Over a ticket <c>t</c>: nobody asked since the count began.</summary>
    internal const string MayAskForTime =
        $"({Assignments.RotatesAt} is not null and t.more_time_at is distinct from {Assignments.RotationStart})";
}
