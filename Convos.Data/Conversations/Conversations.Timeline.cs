using Npgsql;

namespace Convos.Data;

// All that was said in a conversation, and what happened to its tickets meanwhile.
public static partial class Conversations
{
    /// <summary>The stretch right before the cursor, or the end.</summary>
    public static Task<Passage> Before(NpgsqlConnection db, Viewer viewer, Conversation one, MessageCursor? before, int take) =>
        Passage.Before(db, viewer, Whole(one), before, take);

    /// <summary>The stretch right behind the cursor.</summary>
    public static Task<Passage> Behind(NpgsqlConnection db, Viewer viewer, Conversation one, MessageCursor since, int take) =>
        Passage.Behind(db, viewer, Whole(one), since, take);

    /// <summary>As many messages on either side of one of them.</summary>
    public static Task<Passage> Around(NpgsqlConnection db, Viewer viewer, Conversation one, MessageCursor place, int take) =>
        Passage.Around(db, viewer, Whole(one), place, take);

    private static Extent Whole(Conversation one) => new(one.ThreadId, one.Id, one.From, one.Until);
}
