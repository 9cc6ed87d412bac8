using Dapper;

namespace Convos.Data;

/// <summary>What an administrator should look at before customers notice: channels in trouble, the worst first, and events set aside.</summary>
public sealed record Warnings(IReadOnlyList<(string Name, ChannelState State)> Channels, int Parked)
{
    internal const string Sql = $"{Data.Channels.InTroubleSql};\n{SetAside.CountSql}";

    public bool Any => Channels.Count > 0 || Parked > 0;

    internal static async Task<Warnings> Read(SqlMapper.GridReader found, DateTime now) => new(
        [.. (await found.ReadAsync<ConnectedChannel>()).Select(channel => (channel.Name, channel.StateAt(now))).OrderBy(channel => channel.Item2)],
        await found.ReadSingleAsync<int>());
}
