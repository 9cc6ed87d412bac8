using Dapper;
using Npgsql;

namespace Convos.Data;

public enum AlertTone { Bell, Drop, Marimba, Knock, Pulse }

/// <summary>One kind of alert as a person has it: not at all, or with this tone.</summary>
public sealed record AlertSound(AlertKind Kind, bool Enabled, AlertTone Tone);

/// <summary>How a person is told of what happens, on every device of theirs. <c>Notices</c>: the browser's own notifications.</summary>
public sealed record AlertSettings(bool Sound, int Volume, bool Notices, IReadOnlyList<AlertSound> Sounds)
{
    /// <summary>As somebody new has it.</summary>
    public static readonly AlertSettings Usual = new(Sound: true, Volume: 70, Notices: false,
    [
        new(AlertKind.Unassigned, true, AlertTone.Bell), new(AlertKind.Message, true, AlertTone.Drop),
        new(AlertKind.Mention, true, AlertTone.Marimba), new(AlertKind.Rotation, true, AlertTone.Pulse),
        new(AlertKind.Stranded, true, AlertTone.Knock),
    ]);

    internal const string SoundOfMeSql = "select coalesce((select sound from alert_settings where operator_id = @me), true)";

    /// <summary>What this person may be told of: only those who lead hear what nobody took.</summary>
    public IEnumerable<AlertSound> For(Viewer viewer) => Sounds.Where(sound => viewer.Leads || sound.Kind != AlertKind.Stranded);

    public AlertSound Of(AlertKind kind) => Sounds.First(sound => sound.Kind == kind);

    public bool Wants(AlertKind kind) => (Sound || Notices) && Of(kind).Enabled;

    public static async Task<AlertSettings> Read(NpgsqlConnection db, long operatorId) => (await Read(db, [operatorId]))[operatorId];

    /// <summary>Of everybody who is asked for.</summary>
    public static async Task<IReadOnlyDictionary<long, AlertSettings>> Read(NpgsqlConnection db, long[] operators)
    {
        await using var found = await db.QueryMultipleAsync(
            """
            select operator_id, sound, volume, notices from alert_settings where operator_id = any(@operators);
            select operator_id, kind, enabled, tone from alert_sounds where operator_id = any(@operators)
            """, new { operators });
        var chosen = (await found.ReadAsync<(long Id, bool Sound, int Volume, bool Notices)>()).ToDictionary(row => row.Id);
        var sounds = (await found.ReadAsync<(long Id, AlertKind Kind, bool Enabled, AlertTone Tone)>())
            .ToLookup(row => row.Id, row => new AlertSound(row.Kind, row.Enabled, row.Tone));
        return operators.ToDictionary(id => id, id => new AlertSettings(
            chosen.TryGetValue(id, out var own) ? own.Sound : Usual.Sound,
            own.Volume > 0 ? own.Volume : Usual.Volume,
            own.Notices,
            [.. Usual.Sounds.Select(usual => sounds[id].FirstOrDefault(sound => sound.Kind == usual.Kind) ?? usual)]));
    }

    public Task Save(NpgsqlConnection db, long operatorId) =>
        db.ExecuteAsync(
            """
            with chosen as (
              insert into alert_settings (operator_id, sound, volume, notices) values (@operatorId, @Sound, @Volume, @Notices)
              on conflict (operator_id) do update set sound = excluded.sound, volume = excluded.volume, notices = excluded.notices)
            insert into alert_sounds (operator_id, kind, enabled, tone)
            select @operatorId, kind, enabled, tone from unnest(@kinds, @enabled, @tones) n(kind, enabled, tone)
            on conflict (operator_id, kind) do update set enabled = excluded.enabled, tone = excluded.tone
            """, new
            {
                operatorId,
                Sound,
                Volume,
                Notices,
                kinds = Sounds.Select(sound => sound.Kind.Name()).ToArray(),
                enabled = Sounds.Select(sound => sound.Enabled).ToArray(),
                tones = Sounds.Select(sound => sound.Tone.Name()).ToArray(),
            });
}
