using Npgsql;

namespace Convos.Data;

/// <summary>
/// A part of a thread, oldest first: messages, and what happened among them. Parts that follow each other have no gap: what happened
/// belongs to the part of the message before it. <c>Older</c> and <c>Newer</c>: where the parts on either side meet it, if there are any.
/// </summary>
public sealed record Passage(IReadOnlyList<Message> Messages, IReadOnlyList<Happening> Happenings, MessageCursor? Older, MessageCursor? Newer = null)
{
    /// <summary>Messages and what happened among them, in the order of their places.</summary>
    public IEnumerable<object> Lines => Messages.Select(message => (Place: SortKey.Of(message.SentAt, message.Id), Line: (object)message))
        .Concat(Happenings.Select(one => (one.Place, Line: (object)one)))
        .OrderBy(one => (one.Place.Place, one.Place.Tie))
        .Select(one => one.Line);

    /// <summary>About <paramref name="take"/> messages, right before the cursor or at the end of the thread.</summary>
    public static Task<Passage> Before(NpgsqlConnection db, Viewer viewer, long threadId, MessageCursor? before, int take) =>
        Before(db, viewer, new Extent(threadId), before, take);

    /// <summary>The <paramref name="take"/> messages right behind the cursor.</summary>
    public static Task<Passage> Behind(NpgsqlConnection db, Viewer viewer, long threadId, MessageCursor since, int take) =>
        Behind(db, viewer, new Extent(threadId), since, take);

    /// <summary>As many messages on either side of one of the thread, which stands with those behind it.</summary>
    public static Task<Passage> Around(NpgsqlConnection db, Viewer viewer, long threadId, MessageCursor place, int take) =>
        Around(db, viewer, new Extent(threadId), place, take);

    internal static async Task<Passage> Before(NpgsqlConnection db, Viewer viewer, Extent of, MessageCursor? before, int take)
    {
        // One more than is shown tells whether there is more.
        var found = await Data.Messages.Thread(db, viewer, of.Thread, before, take + 1, of.Conversation);
        var messages = found.Count > take ? [.. found.Skip(1)] : found;
        return await With(db, viewer, of, messages, older: found.Count > take ? Cursor(messages[0]) : null, until: before?.At);
    }

    internal static async Task<Passage> Behind(NpgsqlConnection db, Viewer viewer, Extent of, MessageCursor since, int take)
    {
        var found = await Data.Messages.ThreadAfter(db, viewer, of.Thread, since, take + 1, of.Conversation);
        Message[] messages = [.. found.Take(take)];
        var next = found.Skip(take).FirstOrDefault();
        var happenings = await Data.Happenings.Between(db, viewer, of.Thread, found.Count > 0 ? found[0].SentAt : since.At, next?.SentAt ?? of.Until);
        return new(messages, happenings, null, next is null ? null : Cursor(messages[^1]));
    }

    internal static async Task<Passage> Around(NpgsqlConnection db, Viewer viewer, Extent of, MessageCursor place, int take)
    {
        var before = await Data.Messages.Thread(db, viewer, of.Thread, place, take + 1, of.Conversation);
        var from = await Data.Messages.ThreadAfter(db, viewer, of.Thread, place with { Id = place.Id - 1 }, take + 1, of.Conversation);
        Message[] messages = [.. before.TakeLast(take), .. from.Take(take)];
        var next = from.Skip(take).FirstOrDefault();
        var passage = await With(db, viewer, of, messages, older: before.Count > take ? Cursor(messages[0]) : null, until: next?.SentAt);
        return passage with { Newer = next is null ? null : Cursor(messages[^1]) };
    }

    private static async Task<Passage> With(
        NpgsqlConnection db, Viewer viewer, Extent of, IReadOnlyList<Message> messages, MessageCursor? older, DateTime? until)
    {
        var happenings = await Data.Happenings.Between(db, viewer, of.Thread, older?.At ?? of.From, until ?? of.Until);
        return happenings.Count < Data.Happenings.Most || happenings[0].At == happenings[^1].At
            ? new(messages, happenings, older)
            : From(happenings[0].At, messages, happenings);
    }

    // So much happened that the passage begins later: after the moment that may not be whole.
    private static Passage From(DateTime edge, IReadOnlyList<Message> messages, IReadOnlyList<Happening> happenings) => new(
        [.. messages.Where(message => message.SentAt > edge)],
        [.. happenings.Where(one => one.At > edge)],
        new MessageCursor(edge.AddMicroseconds(1), 0));

    private static MessageCursor Cursor(Message message) => new(message.SentAt, message.Id);
}

/// <summary>What a passage may be of: all of a thread, or one of its conversations, which what happened between these moments belongs to.</summary>
internal sealed record Extent(long Thread, long? Conversation = null, DateTime? From = null, DateTime? Until = null);
