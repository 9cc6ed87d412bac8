namespace Convos.Data;

/// <summary>One line of the log. <c>Xid</c> is the transaction that wrote it; <c>Data</c> is JSON, its shape depends on the kind.</summary>
public sealed record Event(
    long Id, string Xid, DateTime At, string Kind, long? TicketId, long? ThreadId, long? ContactId, long? InboxId,
    long? OperatorId, long? ActorId, long? MessageId, string? Data);

/// <summary>A position in the log: whatever a page does not show yet has a transaction id at or after <c>Xid</c>, in this epoch.</summary>
public sealed record Watermark(Guid Epoch, string Xid)
{
    public override string ToString() => $"{Epoch:N}.{Xid}";

    public static Watermark? Parse(string? text)
    {
        var parts = text?.Split('.');
        return parts is [var epoch, var xid] && Guid.TryParseExact(epoch, "N", out var id) && ulong.TryParse(xid, out _)
            ? new Watermark(id, xid)
            : null;
    }
}
