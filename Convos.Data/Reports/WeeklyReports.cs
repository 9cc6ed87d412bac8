using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>Somebody whose weekly report is due: their week begins on this Monday.</summary>
public sealed record WeeklyReader(long OperatorId, string Name, string Email, string Culture, DateOnly Monday);

/// <summary>The week's figures by mail, for those who lead and want them: once a week, from Monday at seven by the clock of the reports.</summary>
public static class WeeklyReports
{
    private static readonly TimeOnly From = new(7, 0);

    public static async Task<bool> Wants(NpgsqlConnection db, long operatorId) =>
        await db.QuerySingleAsync<bool>("select weekly_report from operators where id = @operatorId", new { operatorId });

    /// <summary>From the next week's on.</summary>
    public static async Task Want(Database database, long operatorId, bool wanted, DateTime now)
    {
        await using var db = await database.Open();
        var monday = Monday(now, TimeZoneInfo.FindSystemTimeZoneById(await Reports.Zone(db)));
        await db.ExecuteAsync(
            """
            update operators set weekly_report = @wanted, weekly_report_of = case when @wanted and not weekly_report then @monday::date else weekly_report_of end
            where id = @operatorId
            """, new { operatorId, wanted, monday = monday.AddDays(-7).ToString("O", System.Globalization.CultureInfo.InvariantCulture) });
    }

    /// <summary>Those who have not got that of the last whole week.</summary>
    public static async Task<IReadOnlyList<WeeklyReader>> Due(NpgsqlConnection db, DateTime now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(await Reports.Zone(db));
        var local = TimeZoneInfo.ConvertTimeFromUtc(now, zone);
        var monday = Monday(now, zone).AddDays(-7);
        if (local.DayOfWeek == DayOfWeek.Monday && TimeOnly.FromDateTime(local) < From)
        {
            return [];
        }

        var readers = await db.QueryAsync<(long Id, string Name, string Email, string Culture)>(
            """
            select id, name, email, culture
            from operators
            where weekly_report and role in ('supervisor', 'admin') and disabled_at is null and (weekly_report_of is null or weekly_report_of < @monday::date)
            order by id
            """, new { monday = monday.ToString("O", System.Globalization.CultureInfo.InvariantCulture) });
        return [.. readers.Select(reader => new WeeklyReader(reader.Id, reader.Name, reader.Email, reader.Culture, monday))];
    }

    /// <summary>Leaves the mail and remembers the week, both or neither. False: another worker did so meanwhile.</summary>
    public static Task<bool> Leave(Database database, WeeklyReader reader, string content, DateTime now) => database.InTransaction(async db =>
    {
        var mine = await db.ExecuteAsync(
            """
            update operators set weekly_report_of = @monday::date
            where id = @OperatorId and weekly_report and (weekly_report_of is null or weekly_report_of < @monday::date)
            """, new { reader.OperatorId, monday = reader.Monday.ToString("O", System.Globalization.CultureInfo.InvariantCulture) }) > 0;
        await (mine ? Mails.Queue(db, reader.OperatorId, content, now.AddDays(3), now) : Task.CompletedTask);
        return mine;
    });

    private static DateOnly Monday(DateTime now, TimeZoneInfo zone)
    {
        var today = LocalDays.Of(now, zone);
        return today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
    }
}
