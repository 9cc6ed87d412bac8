namespace Convos.Data;

/// <summary>The oldest message that a chat shows: the page above ends before it.</summary>
public sealed record MessageCursor(DateTime At, long Id)
{
    public override string ToString() => new TicketCursor(At, Id).ToString();

    public static MessageCursor? Parse(string? text) => TicketCursor.Parse(text) is { } same ? new MessageCursor(same.At, same.Id) : null;
}
