using Dapper;
using Npgsql;

namespace Convos.Data;

// What those who lead do to the state of others.
public static partial class Presences
{
    /// <summary>One of the people whose state this viewer may set. Null: nobody of theirs.</summary>
    public static Task<Presence?> Colleague(NpgsqlConnection db, Viewer viewer, long operatorId, DateTime now) =>
        db.QuerySingleOrDefaultAsync<Presence>(
            $"select * from ({ColleaguesSql}) c where c.operator_id = @operatorId", Tickets.Scope(viewer, new { operatorId, alive = now - Patience }));

    /// <summary>
    /// Sets somebody's state, as if they had chosen it: they see it at once, by whom, and may change it. En línea only whoever has a live page
    /// of Conversaciones, or tickets would go to nobody. Audited with before and after; the state that it is already is no change.
    /// </summary>
    /// <returns>Why not; null: so it is.</returns>
    public static Task<Refusal?> SetFor(Database database, Viewer lead, long operatorId, bool available, long? pause, DateTime now) =>
        database.InTransaction(async db =>
        {
            await db.ExecuteAsync("select from operators where id = @operatorId for no key update", new { operatorId });
            if (!lead.Leads || await Colleague(db, lead, operatorId, now) is not { } before || (pause is not null && await Pauses.SettingsOf(db, pause.Value) is null))
            {
                return new Refusal(RefusalReason.NotFound);
            }

            var to = new State(available, ByHand: !available, PresenceCause.BySupervisor, available ? null : pause, lead.Id);
            if (await Set(db, operatorId, to, now, available ? $"not {NoLivePage}" : "true"))
            {
                var after = (await Colleague(db, lead, operatorId, now))!;
                await Audit.Note(db, lead.Id, AuditAction.Edited, AuditSubject.Operator, operatorId, before.Name, now,
                    Changes.Between(new Audited(before), new Audited(after)));
                return null;
            }

            return available && !before.Available ? new Refusal(RefusalReason.HasNoPage, before.Name) : null;
        });

    private sealed record Audited(string Presence, string? Pause)
    {
        public Audited(Presence presence) : this(presence.Available ? "available" : "unavailable", presence.Pause)
        {
        }
    }
}
