using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The connected accounts and how each does.</summary>
public sealed class ChannelsPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<(ConnectedChannel Channel, ChannelState State)> Lines { get; private set; } = [];

    public async Task OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Lines = [.. (await Channels.Connected(db)).Select(channel => (channel, channel.StateAt(Now)))];
    }
}
