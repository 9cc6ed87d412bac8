using Npgsql;

namespace Convos.Data;

/// <summary>
/// A stretch of a thread, oldest first: messages, and what happened among them. Stretches that follow each other have neither gap nor
/// overlap: what happened belongs to the stretch of the message before it. <c>Older</c>: where the stretch above ends, if there is one.
/// </summary>
public sealed record Stretch(IReadOnlyList<Message> Messages, IReadOnlyList<Happening> Happenings, MessageCursor? Older)
{
    /// <summary>The stretch of about <paramref name="take"/> messages that ends right before the cursor, or at the end of the thread.</summary>
    public static async Task<Stretch> Before(NpgsqlConnection db, Viewer viewer, long threadId, MessageCursor? before, int take)
    {
        // One more than is shown tells whether there is more.
        var found = await Data.Messages.Thread(db, viewer, threadId, before, take + 1);
        var messages = found.Count > take ? [.. found.Skip(1)] : found;
        var older = found.Count > take ? new MessageCursor(messages[0].SentAt, messages[0].Id) : null;
        var happenings = await Data.Happenings.Between(db, viewer, threadId, older?.At, before?.At);
        return happenings.Count < Data.Happenings.Most || happenings[0].At == happenings[^1].At
            ? new(messages, happenings, older)
            : From(happenings[0].At, messages, happenings);
    }

    // So much happened that the stretch begins later: after the moment that may not be whole.
    private static Stretch From(DateTime edge, IReadOnlyList<Message> messages, IReadOnlyList<Happening> happenings) => new(
        [.. messages.Where(message => message.SentAt > edge)],
        [.. happenings.Where(one => one.At > edge)],
        new MessageCursor(edge.AddMicroseconds(1), 0));
}
