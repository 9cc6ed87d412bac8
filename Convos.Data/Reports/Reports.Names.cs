using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What the lines of a report are called: the inboxes and the people whose figures the viewer may ask for, also those who left.</summary>
public sealed record ReportNames(IReadOnlyList<(long Id, string Name, int Colour)> Inboxes, IReadOnlyList<(long Id, string Name)> People)
{
    public string Inbox(long id) => Inboxes.FirstOrDefault(inbox => inbox.Id == id).Name ?? $"#{id}";

    public string Person(long id) => People.FirstOrDefault(person => person.Id == id).Name ?? $"#{id}";
}

public static partial class Reports
{
    /// <summary>Of reports that name none.</summary>
    public static Task<string> Zone(NpgsqlConnection db) => db.QuerySingleAsync<string>("select report_zone from installation");

    /// <summary>For reports that name none from now on; days and months are summed anew by the clock.</summary>
    public static Task SetZone(Database database, long actor, string zone, DateTime now) => database.InTransaction(async db =>
    {
        var before = await db.QuerySingleAsync<string>("select report_zone from installation for update");
        await db.ExecuteAsync("update installation set report_zone = @zone", new { zone });
        await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Installation, null, "", now,
            before == zone ? Changes.None : Changes.None.With("report_zone", before, zone));
        return true;
    });

    /// <summary>Where days and months still stand in another zone, all sums are made anew, by the clock's next steps.</summary>
    public static async Task FollowZone(Database database)
    {
        await using var db = await database.Open();
        if (await db.QuerySingleAsync<bool>("select report_zone <> rollup_zone from installation"))
        {
            await Rollups.RebuildAll(database);
        }
    }

    public static async Task<ReportNames> Names(NpgsqlConnection db, Viewer viewer)
    {
        var inboxes = await db.QueryAsync<(long, string, int)>(
            "select id, name, colour::int from inboxes where @seesAll or id = any(@inboxes) order by lower(name), id", Tickets.Scope(viewer, new { }));
        var people = await db.QueryAsync<(long, string)>(
            """
            select o.id, o.name
            from operators o
            where @seesAll or o.id = @me or (@leads and (
              exists (select from inbox_members im where im.operator_id = o.id and im.inbox_id = any(@inboxes))
              or exists (select from rollups r where r.tier = 'month' and r.operator_id = o.id and r.inbox_id = any(@inboxes))))
            order by lower(o.name), o.id
            """, Tickets.Scope(viewer, new { }));
        return new ReportNames(inboxes.AsList(), people.AsList());
    }
}
