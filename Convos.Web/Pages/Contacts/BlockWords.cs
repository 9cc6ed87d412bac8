using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>What pages call a block.</summary>
public static class BlockWords
{
    public static string Who(this BlockState block) => block.Name.Length > 0 ? block.Name : block.Phone ?? "";

    /// <summary>Its place in the list: the newest first.</summary>
    public static string Sort(this BlockState block) => $"{block.At?.Ticks ?? 0}-{block.ContactId}";

    /// <summary>The sentence for what a channel was told; its holes are the kind of channel and its name.</summary>
    public static string Text(this ChannelBlock channel) => (channel.Blocked, channel.State) switch
    {
        (true, ChannelBlockState.Done) => "Block.ThereToo",
        (true, ChannelBlockState.Waiting) => "Block.ThereSoon",
        (true, _) => "Block.ThereNot",
        (false, ChannelBlockState.Refused) => "Block.ThereStill",
        _ => "Block.ThereNoMore",
    };
}
