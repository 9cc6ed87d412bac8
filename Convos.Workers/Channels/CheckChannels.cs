using Convos.Data;

namespace Convos.Workers;

/// <summary>Once a day each channel is tried, so that a token which ends is known before it has ended.</summary>
public sealed class CheckChannels(Database database, ChannelDesk desk) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        foreach (var channel in (await Channels.All(db)).Where(channel => channel.Enabled))
        {
            await desk.Check(channel.Name, ct);
        }
    }
}
