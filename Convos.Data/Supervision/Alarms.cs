using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>How many tickets of each inbox «En vivo» warns of at one moment, each once however many warnings are of it: one reading for all who lead.</summary>
public sealed record Alarms(IReadOnlyDictionary<long, int> ByInbox)
{
    private const string GivenBackSql =
        $"""
        select t.inbox_id, count(*)::int count, (count(*) filter (where {Boards.Late}))::int late
        from tickets t
        {Targets.OfTickets}
        where {Boards.IsGivenBack} and {Tickets.Visible}
        group by t.inbox_id
        """;

    internal const string Sql = $"{Boards.CellsSql};\n{Boards.InboxesSql};\n{GivenBackSql};\n{Schedules.AllSql}";

    public int For(Viewer viewer) =>
        viewer.Leads ? ByInbox.Where(inbox => viewer.SeesAll || viewer.Inboxes.Contains(inbox.Key)).Sum(inbox => inbox.Value) : 0;

    public static async Task<Alarms> ForEveryone(Database database, NpgsqlConnection db, DateTime now)
    {
        var targets = await Targets.Read(db, database.Hours, now);
        await using var found = await db.QueryMultipleAsync(
            Sql, new { me = 0L, seesAll = true, inboxes = Array.Empty<long>(), inboxesWithTarget = targets.Inboxes, befores = targets.Befores });
        return await Read(found, now);
    }

    internal static async Task<Alarms> Read(SqlMapper.GridReader found, DateTime now)
    {
        var cells = (await found.ReadAsync<BoardCell>()).AsList();
        var rows = await found.ReadAsync<Boards.InboxRow>();
        var passed = (await found.ReadAsync<GivenBack>()).ToDictionary(one => one.InboxId);
        return new(Boards.Inboxes(rows, cells, await Schedules.Read(found), now).ToDictionary(inbox => inbox.Id, inbox => inbox.Alarming(passed.GetValueOrDefault(inbox.Id))));
    }
}
