using Npgsql;

namespace Convos.Data;

/// <summary>What an administrator should look at before customers notice: channels in trouble, the worst first, and events set aside.</summary>
public sealed record Warnings(IReadOnlyList<(string Name, ChannelState State)> Channels, int Parked)
{
    public bool Any => Channels.Count > 0 || Parked > 0;

    public static async Task<Warnings> Read(NpgsqlConnection db, DateTime now) => new(
        [.. (await Data.Channels.InTrouble(db, now)).Select(channel => (channel.Name, channel.StateAt(now))).OrderBy(channel => channel.Item2)],
        await SetAside.Count(db));
}
