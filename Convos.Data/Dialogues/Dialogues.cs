using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>A channel as its dialogue's page shows it. <c>Dialogue</c> is null where none was ever kept.</summary>
public sealed record ChannelDialogue(long ChannelId, string ChannelName, long InboxId, bool InForce, Dialogue? Dialogue);

/// <summary>What channels say by themselves: the built-in form, one for each channel.</summary>
public static partial class Dialogues
{
    /// <summary>The value of a channel's <c>entry</c> that puts its dialogue in force.</summary>
    internal const string Entry = "dialogue";

    private sealed record Row(
        long ChannelId, string ChannelName, long InboxId, bool InForce, string? Greeting, string? Options, string? PersonLabel, long? PersonInboxId,
        long? ScheduleId, string? OutOfHours, string? HandOff, string? NotUnderstood)
    {
        public ChannelDialogue Read() => new(ChannelId, ChannelName, InboxId, InForce, Greeting is null ? null : new Dialogue(
            Greeting, JsonSerializer.Deserialize<MenuOption[]>(Options!, JsonSerializerOptions.Web)!, new MenuOption(PersonLabel!, PersonInboxId!.Value),
            ScheduleId, OutOfHours!, HandOff!, NotUnderstood!));
    }

    public static async Task<ChannelDialogue?> Of(NpgsqlConnection db, string channel)
    {
        var row = await db.QuerySingleOrDefaultAsync<Row>(
            """
            select ch.id channel_id, ch.name channel_name, ch.inbox_id, ch.entry = 'dialogue' in_force, d.greeting,
              (select coalesce(jsonb_agg(jsonb_build_object('label', o.label, 'inboxId', o.inbox_id) order by o.position), '[]')::text
               from dialogue_options o where o.channel_id = ch.id) options,
              d.person_label, d.person_inbox_id, d.schedule_id, d.out_of_hours, d.hand_off, d.not_understood
            from channels ch
            left join dialogues d on d.channel_id = ch.id
            where ch.name = @channel
            """, new { channel });
        return row?.Read();
    }

    /// <summary>Keeps the form (none: what was kept stays), and puts the channel's dialogue in force or out of it.</summary>
    public static Task<bool> Save(Database database, long? actor, string channel, Dialogue? dialogue, bool inForce, DateTime now) =>
        database.InTransaction(async db =>
        {
            await db.ExecuteAsync("select from channels where name = @channel for no key update", new { channel });
            if (await Of(db, channel) is not { } before)
            {
                return false;
            }

            var after = before with { InForce = inForce, Dialogue = dialogue ?? before.Dialogue };
            if (dialogue is not null)
            {
                await Keep(db, before.ChannelId, dialogue);
            }

            await db.ExecuteAsync(
                "update channels set entry = case when @inForce then 'dialogue' else 'inbox' end where id = @id", new { inForce, id = before.ChannelId });
            await Audit.Note(db, actor, AuditAction.Edited, AuditSubject.Dialogue, before.ChannelId, channel, now, await Differences(db, before, after));
            return true;
        });

    private static async Task Keep(NpgsqlConnection db, long channelId, Dialogue dialogue)
    {
        await db.ExecuteAsync(
            """
            insert into dialogues (channel_id, greeting, person_label, person_inbox_id, schedule_id, out_of_hours, hand_off, not_understood)
            values (@channelId, @greeting, @personLabel, @personInbox, @schedule, @outOfHours, @handOff, @notUnderstood)
            on conflict (channel_id) do update set greeting = excluded.greeting, person_label = excluded.person_label,
              person_inbox_id = excluded.person_inbox_id, schedule_id = excluded.schedule_id, out_of_hours = excluded.out_of_hours,
              hand_off = excluded.hand_off, not_understood = excluded.not_understood
            """, new
            {
                channelId,
                greeting = dialogue.Greeting,
                personLabel = dialogue.Person.Label,
                personInbox = dialogue.Person.InboxId,
                schedule = dialogue.ScheduleId,
                outOfHours = dialogue.OutOfHours,
                handOff = dialogue.HandOff,
                notUnderstood = dialogue.NotUnderstood,
            });
        await db.ExecuteAsync("delete from dialogue_options where channel_id = @channelId", new { channelId });
        await db.ExecuteAsync(
            """
            insert into dialogue_options (channel_id, position, label, inbox_id)
            select @channelId, position, label, inbox_id
            from unnest(@labels, @inboxes) with ordinality n(label, inbox_id, position)
            """, new
            {
                channelId,
                labels = dialogue.Options.Select(option => option.Label).ToArray(),
                inboxes = dialogue.Options.Select(option => option.InboxId).ToArray(),
            });
    }

    private static async Task<Changes> Differences(NpgsqlConnection db, ChannelDialogue before, ChannelDialogue after)
    {
        var changes = after.Dialogue is null ? Changes.None
            : Changes.Between(before.Dialogue is { } was ? await InWords(db, was) : null, await InWords(db, after.Dialogue));
        return before.InForce == after.InForce ? changes : changes.With("entry", Name(before), Name(after));
    }

    // The audit keeps the names of the day: numbers tell its reader nothing.
    private static async Task<Spoken> InWords(NpgsqlConnection db, Dialogue dialogue)
    {
        var inboxes = (await db.QueryAsync<(long Id, string Name)>("select id, name from inboxes")).ToDictionary(inbox => inbox.Id, inbox => inbox.Name);
        var schedule = await db.QuerySingleOrDefaultAsync<string>("select name from schedules where id = @ScheduleId", new { dialogue.ScheduleId });
        string Line(MenuOption option) => $"{option.Label} → {inboxes[option.InboxId]}";
        return new(
            dialogue.Greeting, [.. dialogue.Options.Select(Line)], Line(dialogue.Person), schedule, dialogue.OutOfHours, dialogue.HandOff, dialogue.NotUnderstood);
    }

    private sealed record Spoken(
        string Greeting, string[] Options, string Person, string? Schedule, string OutOfHours, string HandOff, string NotUnderstood);

    private static string Name(ChannelDialogue channel) => channel.InForce ? Entry : "inbox";
}
