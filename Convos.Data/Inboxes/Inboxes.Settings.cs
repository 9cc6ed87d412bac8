using Dapper;
using Npgsql;

namespace Convos.Data;

// What administrators do to inboxes, each with its line of the audit.
public static partial class Inboxes
{
    /// <summary>What an inbox says by itself; with its variables filled in it must still be a message.</summary>
    public const int LongestText = 1000;

    private const string Settings =
        """
        name, description, colour::int colour, enabled, grace, read_receipts, requires_observation, closing_reasons,
        strategy, owner_share, owner_else, cap, rotation_minutes, on_leave, leave_minutes, schedule_id, out_of_hours, welcome,
        auto_close_hours, auto_close_warning, auto_close_warning_minutes, first_response_minutes, survey, survey_thanks
        """;

    public static Task<InboxSettings?> SettingsOf(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<InboxSettings>($"select {Settings} from inboxes where id = @id", new { id });

    /// <summary>All that its form shows of it; see <see cref="FormState"/>. Another one after somebody else has changed it, here or from a person's page.</summary>
    public static async Task<string> StateOf(NpgsqlConnection db, long id) => FormState.Of(
        await SettingsOf(db, id),
        (await Members(db, id)).Where(one => one.Duty is not null).OrderBy(one => one.OperatorId).Select(one => (object)new { one.OperatorId, one.Duty }),
        (await TeamsOf(db, id)).Where(one => one.Duty is not null).OrderBy(one => one.TeamId).Select(one => (object)new { one.TeamId, one.Duty }),
        (await Channels.Feeding(db)).Select(one => (object)new { one.Id, one.InboxId }));

    public static Task<long> Create(NpgsqlConnection db, string name, string description, int colour, DateTime now) =>
        db.QuerySingleAsync<long>(
            """
            with fresh as (
              insert into inboxes (name, description, colour, created_at) values (@name, @description, @colour, @now) returning id)
            insert into inbox_clocks (inbox_id, since) select id, '-infinity' from fresh
            returning inbox_id
            """, new { name, description, colour, now });

    /// <summary>The inbox of this name, made where there is none.</summary>
    public static async Task<long> Named(NpgsqlConnection db, string name, DateTime now) =>
        await db.QuerySingleOrDefaultAsync<long?>("select id from inboxes where lower(name) = lower(@name)", new { name })
            ?? await Create(db, name, "", 0, now);

    /// <summary>
    /// Makes the inbox (<paramref name="id"/> null) or changes it, with its people, its teams (null: as they are) and the channels that are
    /// to feed it from now on, all or nothing. One that is disabled hands over what it holds. Nothing happens where it has changed since
    /// it was <paramref name="basedOn"/>.
    /// </summary>
    public static async Task<InboxSaved> Save(
        Database database, long actor, long? id, InboxSettings settings, IReadOnlyDictionary<long, InboxDuty> people, DateTime now,
        IReadOnlyDictionary<long, InboxDuty>? teams = null, IReadOnlyCollection<long>? channels = null, InboxHandover? handover = null,
        string? basedOn = null)
    {
        try
        {
            return await database.InTransaction(async db =>
            {
                await FormState.Alone(db);
                var before = id is { } known ? await Lock(db, known) : null;
                if (id is not null && before is null)
                {
                    return new InboxSaved(null, InboxProblem.NotFound);
                }

                if (id is { } seen && basedOn is not null && basedOn != await StateOf(db, seen))
                {
                    return new InboxSaved(null, InboxProblem.ChangedMeanwhile);
                }

                var changes = await Differences(db, before, settings);
                if (before is { Enabled: true } && !settings.Enabled && await HandOver(db, actor, id!.Value, handover, changes, now) is { } no)
                {
                    return new InboxSaved(null, no);
                }

                var saved = id ?? await Create(db, settings.Name, settings.Description, settings.Colour, now);
                await Write(db, saved, settings);
                await SetClock(db, saved, before, settings, now);
                await SetPeople(db, saved, people, changes);
                await (teams is null ? Task.CompletedTask : SetTeams(db, saved, teams, changes));
                await Channels.Feed(db, actor, saved, [.. channels ?? []], now);
                await Audit.Note(db, actor, before is null ? AuditAction.Created : AuditAction.Edited, AuditSubject.Inbox, saved, settings.Name, now, changes);
                return new InboxSaved(saved, null);
            }, stand: saved => saved.Problem is null);
        }
        catch (PostgresException taken) when (taken.ConstraintName == "inboxes_name")
        {
            return new InboxSaved(null, InboxProblem.NameTaken);
        }
        catch (PostgresException gone) when (gone.ConstraintName == "inboxes_schedule_id_fkey")
        {
            return new InboxSaved(null, InboxProblem.ScheduleGone);
        }
    }

    private static Task<InboxSettings?> Lock(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<InboxSettings>($"select {Settings} from inboxes where id = @id for no key update", new { id });

    // The audit keeps the name of a schedule: its number tells a reader nothing.
    private static async Task<Changes> Differences(NpgsqlConnection db, InboxSettings? before, InboxSettings after)
    {
        Task<string?> Named(long? schedule) => db.QuerySingleOrDefaultAsync<string?>("select name from schedules where id = @schedule", new { schedule });
        var changes = Changes.Between(before is null ? null : before with { ScheduleId = null }, after with { ScheduleId = null });
        return before?.ScheduleId == after.ScheduleId ? changes : changes.With("schedule", await Named(before?.ScheduleId), await Named(after.ScheduleId));
    }

    // By what it is measured from now on. A new inbox has no past to keep.
    private static Task SetClock(NpgsqlConnection db, long id, InboxSettings? before, InboxSettings after, DateTime now) =>
        before is not null && before.ScheduleId == after.ScheduleId && before.FirstResponseMinutes == after.FirstResponseMinutes
            ? Task.CompletedTask
            : db.ExecuteAsync(
                """
                insert into inbox_clocks (inbox_id, since, schedule_id, target_minutes)
                values (@id, case when @fresh then '-infinity' else @now::timestamptz end, @ScheduleId, @FirstResponseMinutes)
                on conflict (inbox_id, since) do update set schedule_id = excluded.schedule_id, target_minutes = excluded.target_minutes
                """, new { id, now, fresh = before is null, after.ScheduleId, after.FirstResponseMinutes });

    private static Task Write(NpgsqlConnection db, long id, InboxSettings settings) =>
        db.ExecuteAsync(
            """
            update inboxes set
              name = @Name, description = @Description, colour = @Colour, enabled = @Enabled, grace = @Grace,
              read_receipts = @ReadReceipts, requires_observation = @RequiresObservation, closing_reasons = @ClosingReasons,
              strategy = @strategy, owner_share = @OwnerShare, owner_else = @ownerElse, cap = @Cap, rotation_minutes = @RotationMinutes,
              on_leave = @onLeave, leave_minutes = @LeaveMinutes, schedule_id = @ScheduleId, out_of_hours = @OutOfHours, welcome = @Welcome,
              auto_close_hours = @AutoCloseHours, auto_close_warning = @AutoCloseWarning, auto_close_warning_minutes = @AutoCloseWarningMinutes,
              first_response_minutes = @FirstResponseMinutes, survey = @Survey, survey_thanks = @SurveyThanks
            where id = @id
            """, new
            {
                id, settings.Name, settings.Description, settings.Colour, settings.Enabled, settings.Grace, settings.ReadReceipts,
                settings.RequiresObservation, settings.ClosingReasons, strategy = settings.Strategy.Name(), settings.OwnerShare,
                ownerElse = settings.OwnerElse.Name(), settings.Cap, settings.RotationMinutes, onLeave = settings.OnLeave.Name(), settings.LeaveMinutes,
                settings.ScheduleId, settings.OutOfHours, settings.Welcome, settings.AutoCloseHours, settings.AutoCloseWarning,
                settings.AutoCloseWarningMinutes, settings.FirstResponseMinutes, settings.Survey, settings.SurveyThanks,
            });
}
