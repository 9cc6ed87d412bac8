using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Tells people that nobody is there: at most once in twelve hours, on whichever channel they write.</summary>
internal static class OutOfHours
{
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(12);

    /// <summary>Whom to tell the text now, by a dialogue or by an inbox; they count as told by both. Nobody while it is open.</summary>
    public static async Task<IReadOnlySet<long>> Tell(NpgsqlConnection db, string text, long? scheduleId, long[] contacts, DateTime now)
    {
        if (contacts.Length == 0 || text.Length == 0 || !await IsClosed(db, scheduleId, now))
        {
            return new HashSet<long>();
        }

        await db.ExecuteAsync("select from contacts where id = any(@contacts) order by id for no key update", new { contacts });
        var told = await db.QueryAsync<long>(
            """
            update contacts set told_out_of_hours_at = @now
            where id = any(@contacts) and (told_out_of_hours_at is null or told_out_of_hours_at <= @before)
            returning id
            """, new { contacts, now, before = now - Quiet });
        return told.ToHashSet();
    }

    // A zone that this machine does not know is no reason to tell anybody anything.
    private static async Task<bool> IsClosed(NpgsqlConnection db, long? scheduleId, DateTime now) =>
        scheduleId is { } id && await Schedules.Find(db, id) is { } schedule && Timetable.IsZone(schedule.Timetable.Zone) && !schedule.Hours.IsOpen(now);
}
