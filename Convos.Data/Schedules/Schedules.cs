using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A schedule at one of its versions; <c>Current</c> is the one in force.</summary>
public sealed record Schedule(long Id, string Name, int Current, int Version, Timetable Timetable)
{
    public OpeningHours Hours => new(Timetable);
}

/// <summary>Who made a version, and when.</summary>
public sealed record ScheduleVersion(int Version, DateTime CreatedAt, string? CreatedBy);

/// <summary>Who asks a schedule: an inbox, or else the dialogue of the channel of this name.</summary>
public sealed record ScheduleUser(string Name, long? InboxId);

public enum ScheduleProblem { NameTaken, ChangedMeanwhile }

/// <summary>Exactly one of the two is set.</summary>
public sealed record ScheduleSaved(long? Id, ScheduleProblem? Problem);

/// <summary>When people attend. An edit makes a new version; figures and dialogues refer to what was in force.</summary>
public static class Schedules
{
    public const int LongestName = 60;

    private const string Columns = "s.id, s.name, s.version current, v.version, v.zone, v.week::text week, v.holidays::text holidays";

    private sealed record Row(long Id, string Name, int Current, int Version, string Zone, string Week, string Holidays)
    {
        public Schedule Read() => new(Id, Name, Current, Version, Timetable.Read(Zone, Week, Holidays));
    }

    internal const string AllSql =
        $"""
        select {Columns}
        from schedules s join schedule_versions v on v.schedule_id = s.id and v.version = s.version
        order by lower(s.name)
        """;

    /// <summary>By name, each as it is in force.</summary>
    public static async Task<IReadOnlyList<Schedule>> All(NpgsqlConnection db) =>
        [.. (await db.QueryAsync<Row>(AllSql)).Select(row => row.Read())];

    internal static async Task<IReadOnlyList<Schedule>> Read(SqlMapper.GridReader found) =>
        [.. (await found.ReadAsync<Row>()).Select(row => row.Read())];

    /// <summary>The version in force, unless another is named.</summary>
    public static async Task<Schedule?> Find(NpgsqlConnection db, long id, int? version = null)
    {
        var row = await db.QuerySingleOrDefaultAsync<Row>(
            $"""
            select {Columns}
            from schedules s join schedule_versions v on v.schedule_id = s.id and v.version = coalesce(@version, s.version)
            where s.id = @id
            """, new { id, version });
        return row?.Read();
    }

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<ScheduleVersion>> Versions(NpgsqlConnection db, long id) =>
        (await db.QueryAsync<ScheduleVersion>(
            """
            select v.version, v.created_at, o.name created_by
            from schedule_versions v left join operators o on o.id = v.created_by
            where v.schedule_id = @id
            order by v.version desc
            """, new { id })).AsList();

    /// <summary>By schedule, the channels whose dialogue asks it, then the inboxes that are open by it.</summary>
    public static async Task<ILookup<long, ScheduleUser>> Users(NpgsqlConnection db)
    {
        var pairs = await db.QueryAsync<(long Schedule, string Name, long? Inbox)>(
            """
            select d.schedule_id, ch.name, null::bigint inbox_id
            from dialogues d join channels ch on ch.id = d.channel_id
            where d.schedule_id is not null
            union all
            select schedule_id, name, id from inboxes where schedule_id is not null
            order by inbox_id nulls first, name
            """);
        return pairs.ToLookup(pair => pair.Schedule, pair => new ScheduleUser(pair.Name, pair.Inbox));
    }

    /// <summary>Makes one (<paramref name="id"/> null), or a new version on top of the one that was being edited; another name alone makes none.</summary>
    public static async Task<ScheduleSaved> Save(
        Database database, long? actor, long? id, int basedOn, string name, Timetable timetable, DateTime now)
    {
        try
        {
            return await database.InTransaction(async db =>
            {
                var before = id is { } known ? await Find(db, known) : null;
                var saved = await db.QuerySingleOrDefaultAsync<long?>(id is null ? CreateSql : EditSql, new
                {
                    id, basedOn, name, zone = timetable.Zone, week = timetable.WeekJson, holidays = timetable.HolidaysJson, actor, now,
                });
                if (saved is null)
                {
                    return new ScheduleSaved(null, ScheduleProblem.ChangedMeanwhile);
                }

                var changes = Changes.Between(before?.Timetable, timetable);
                if (before?.Name != name)
                {
                    changes.With("name", before?.Name, name);
                }

                await Audit.Note(db, actor, id is null ? AuditAction.Created : AuditAction.Edited, AuditSubject.Schedule, saved, name, now, changes);
                return new ScheduleSaved(saved, null);
            });
        }
        catch (PostgresException taken) when (taken.ConstraintName == "schedules_name")
        {
            return new ScheduleSaved(null, ScheduleProblem.NameTaken);
        }
    }

    private const string CreateSql =
        """
        with fresh as (
          insert into schedules (name, created_at) values (@name, @now)
          returning id, version)
        insert into schedule_versions (schedule_id, version, zone, week, holidays, created_at, created_by)
        select id, version, @zone, @week::jsonb, @holidays::jsonb, @now, @actor from fresh
        returning schedule_id
        """;

    private const string EditSql =
        """
        with same as (
          select count(*) > 0 yes
          from schedule_versions
          where schedule_id = @id and version = @basedOn
            and zone = @zone and week = @week::jsonb and holidays = @holidays::jsonb),
        edited as (
          update schedules s set name = @name, version = s.version + case when same.yes then 0 else 1 end
          from same
          where s.id = @id and s.version = @basedOn
          returning s.id, s.version, not same.yes fresh),
        written as (
          insert into schedule_versions (schedule_id, version, zone, week, holidays, created_at, created_by)
          select id, version, @zone, @week::jsonb, @holidays::jsonb, @now, @actor from edited where fresh)
        select id from edited
        """;
}
