using Dapper;
using Npgsql;

namespace Convos.Data;

// What administrators do to inboxes: settings and members, each with its line of the audit.
public static partial class Inboxes
{
    private const string Settings =
        """
        name, description, colour::int colour, enabled, grace, read_receipts, requires_observation, closing_reasons
        """;

    public static Task<InboxSettings?> SettingsOf(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<InboxSettings>($"select {Settings} from inboxes where id = @id", new { id });

    /// <summary>Everybody who is not disabled, and what each does here; of a new inbox (0), nobody anything.</summary>
    public static async Task<IReadOnlyList<InboxMember>> Members(NpgsqlConnection db, long id)
    {
        var members = await db.QueryAsync<InboxMember>(
            """
            select o.id operator_id, o.name, o.role, im.duty
            from operators o
            left join inbox_people im on im.operator_id = o.id and im.inbox_id = @id
            where o.disabled_at is null
            order by im.duty nulls last, lower(o.name), o.id
            """, new { id });
        return members.AsList();
    }

    public static Task<long> Create(NpgsqlConnection db, string name, string description, int colour, DateTime now) =>
        db.QuerySingleAsync<long>(
            """
            insert into inboxes (name, description, colour, created_at) values (@name, @description, @colour, @now) returning id
            """, new { name, description, colour, now });

    /// <summary>The inbox of this name, made where there is none.</summary>
    public static async Task<long> Named(NpgsqlConnection db, string name, DateTime now) =>
        await db.QuerySingleOrDefaultAsync<long?>("select id from inboxes where lower(name) = lower(@name)", new { name })
            ?? await Create(db, name, "", 0, now);

    /// <summary>Makes the inbox (<paramref name="id"/> null) or changes it, with its members, all or nothing.</summary>
    public static async Task<InboxSaved> Save(
        Database database, long actor, long? id, InboxSettings settings, IReadOnlyDictionary<long, InboxDuty> members, DateTime now)
    {
        try
        {
            return await database.InTransaction(async db =>
            {
                var before = id is { } known ? await Lock(db, known) : null;
                if (id is not null && before is null)
                {
                    return new InboxSaved(null, InboxProblem.NotFound);
                }

                if (id is { } fed && !settings.Enabled && await Feeders(db, fed) is { Length: > 0 } channels)
                {
                    return new InboxSaved(null, InboxProblem.FedByChannels, string.Join(", ", channels));
                }

                var saved = id ?? await Create(db, settings.Name, settings.Description, settings.Colour, now);
                await Write(db, saved, settings);
                var changes = Changes.Between(before, settings);
                await SetMembers(db, saved, members, changes);
                await Audit.Note(db, actor, before is null ? AuditAction.Created : AuditAction.Edited, AuditSubject.Inbox, saved, settings.Name, now, changes);
                return new InboxSaved(saved, null);
            });
        }
        catch (PostgresException taken) when (taken.ConstraintName == "inboxes_name")
        {
            return new InboxSaved(null, InboxProblem.NameTaken);
        }
    }

    public static Task AddMember(NpgsqlConnection db, long inboxId, long operatorId, bool attends) =>
        db.ExecuteAsync(
            """
            insert into inbox_people (inbox_id, operator_id, duty) values (@inboxId, @operatorId, @duty)
            on conflict (inbox_id, operator_id) do update set duty = excluded.duty
            """, new { inboxId, operatorId, duty = (attends ? InboxDuty.Attends : InboxDuty.Supervises).Name() });

    public static Task RemoveMember(NpgsqlConnection db, long inboxId, long operatorId) =>
        db.ExecuteAsync("delete from inbox_people where inbox_id = @inboxId and operator_id = @operatorId", new { inboxId, operatorId });

    private static Task<InboxSettings?> Lock(NpgsqlConnection db, long id) =>
        db.QuerySingleOrDefaultAsync<InboxSettings>($"select {Settings} from inboxes where id = @id for update", new { id });

    // A channel takes a share of its inbox's row before it feeds it, so none begins to while this runs.
    private static async Task<string[]> Feeders(NpgsqlConnection db, long id) =>
        [.. await db.QueryAsync<string>("select name from channels where inbox_id = @id and enabled order by name", new { id })];

    private static Task Write(NpgsqlConnection db, long id, InboxSettings settings) =>
        db.ExecuteAsync(
            """
            update inboxes set
              name = @Name, description = @Description, colour = @Colour, enabled = @Enabled, grace = @Grace,
              read_receipts = @ReadReceipts, requires_observation = @RequiresObservation, closing_reasons = @ClosingReasons
            where id = @id
            """, new
            {
                id,
                settings.Name,
                settings.Description,
                settings.Colour,
                settings.Enabled,
                settings.Grace,
                settings.ReadReceipts,
                settings.RequiresObservation,
                settings.ClosingReasons,
            });

    // The disabled keep what they had: whoever comes back finds it, and the form did not show them.
    private static async Task SetMembers(NpgsqlConnection db, long id, IReadOnlyDictionary<long, InboxDuty> members, Changes changes)
    {
        var before = (await Members(db, id)).Where(member => member.Duty is not null).ToList();
        var parameters = new
        {
            id,
            people = members.Keys.ToArray(),
            duties = members.Values.Select(duty => duty.Name()).ToArray(),
        };
        await db.ExecuteAsync(
            """
            delete from inbox_people im using operators o
            where im.inbox_id = @id and o.id = im.operator_id and o.disabled_at is null and im.operator_id <> all(@people)
            """, parameters);
        await db.ExecuteAsync(
            """
            insert into inbox_people (inbox_id, operator_id, duty)
            select @id, o.id, wanted.duty
            from unnest(@people, @duties) wanted(id, duty)
            join operators o on o.id = wanted.id and o.disabled_at is null
            on conflict (inbox_id, operator_id) do update set duty = excluded.duty
            """, parameters);
        var after = (await Members(db, id)).Where(member => member.Duty is not null).ToList();
        foreach (var duty in Enum.GetValues<InboxDuty>())
        {
            string[] Names(List<InboxMember> of) => [.. of.Where(member => member.Duty == duty).Select(member => member.Name)];
            var (was, now) = (Names(before), Names(after));
            if (!was.SequenceEqual(now))
            {
                changes.With(duty.Name(), was, now);
            }
        }
    }
}
