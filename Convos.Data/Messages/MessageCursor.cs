namespace Convos.Data;

/// <summary>The oldest message that a chat shows: the page above ends before it.</summary>
public sealed record MessageCursor(DateTime At, long Id)
{
    public override string ToString() => SortKey.Of(At, Id).ToString();

    public static MessageCursor? Parse(string? text) =>
        SortKey.Parse(text) is { } key ? new MessageCursor(SortKey.Moment(key.Place), key.Tie) : null;
}
