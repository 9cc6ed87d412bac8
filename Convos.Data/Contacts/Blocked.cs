using System.Globalization;

namespace Convos.Data;

/// <summary>
/// A contact as its block shows it, everywhere alike. <c>At</c> null: not blocked. <c>Withheld</c>: how many messages were kept aside, since
/// <c>Since</c>. <c>WhoBlocks</c>: the least role that may change it.
/// </summary>
public sealed record BlockState(
    long ContactId, string Name, string? Phone, DateTime? At, string? By, string? Reason, int Withheld, DateTime? Since, Role WhoBlocks, long Version)
{
    public IReadOnlyList<ChannelBlock> Channels { get; init; } = [];

    public bool IsBlocked => At is not null;

    public BlockedCursor? Place => At is { } at ? new(at, ContactId) : null;
}

/// <summary>A block, and who may know the contact: by these inboxes, or as holder of their ticket; whom no channel has met is everybody's.</summary>
public sealed record SeenBlock(BlockState State, long[] Inboxes, long[] Holders, bool IsMet)
{
    public bool IsSeenBy(Viewer viewer) =>
        viewer.SeesAll || !IsMet || Inboxes.Any(viewer.Inboxes.Contains) || Holders.Contains(viewer.Id);
}

/// <summary>Where a page of blocked contacts ends, as it stands in an address.</summary>
public sealed record BlockedCursor(DateTime At, long Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.Ticks}.{Id}");

    public static BlockedCursor? Parse(string? text) =>
        text?.Split('.') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks < DateTime.MaxValue.Ticks && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(new DateTime(ticks, DateTimeKind.Utc), number)
            : null;
}
