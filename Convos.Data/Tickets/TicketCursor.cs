namespace Convos.Data;

/// <summary>The last row that a list shows: the next page starts after it.</summary>
public sealed record TicketCursor(DateTime At, long Id)
{
    public override string ToString() => $"{At.Ticks}-{Id}";

    public static TicketCursor? Parse(string? text) =>
        text?.Split('-') is [var ticks, var id] && long.TryParse(ticks, out var at) && long.TryParse(id, out var number)
            && at >= DateTime.UnixEpoch.Ticks && at <= DateTime.MaxValue.Ticks
            ? new TicketCursor(new DateTime(at, DateTimeKind.Utc), number)
            : null;
}
