namespace Convos.Data;

/// <summary>A dialogue under way on a thread: the menu was first shown at <c>GreetedAt</c>, the bot spoke last at <c>TurnAt</c>.</summary>
internal sealed record DialogueSession(long ThreadId, long ConversationId, DateTime GreetedAt, DateTime TurnAt, int Misses);

/// <summary>What a dialogue does when a customer has written.</summary>
internal abstract record DialogueStep
{
    public sealed record Greets : DialogueStep;

    public sealed record Repeats(int Misses) : DialogueStep;

    public sealed record HandsOff(MenuOption To) : DialogueStep;

    /// <summary>What came was written before the customer could have seen the menu, or before its repetition: it waits for a person with the rest.</summary>
    public sealed record Waits : DialogueStep;

    private const int MissesUntilPerson = 2;

    /// <summary>What is heard at once is one answer, however many messages it is. <paramref name="takenAt"/>: since then a person writes by other means.</summary>
    public static DialogueStep Next(Dialogue dialogue, DialogueSession? session, IReadOnlyList<InboundMessage> heard, DateTime? takenAt) =>
        session is null ? takenAt is null ? new Greets() : new HandsOff(dialogue.Person)
        : Choice(dialogue, session, heard.Where(message => takenAt is null || message.At < takenAt)) is { } chosen ? new HandsOff(chosen)
        : takenAt is not null ? new HandsOff(dialogue.Person)
        : heard.All(message => message.At < session.TurnAt) ? new Waits()
        : session.Misses + 1 >= MissesUntilPerson ? new HandsOff(dialogue.Person)
        : new Repeats(session.Misses + 1);

    private static MenuOption? Choice(Dialogue dialogue, DialogueSession session, IEnumerable<InboundMessage> heard)
    {
        var labels = dialogue.Menu.Select(option => option.Label).ToList();
        return heard.Where(message => message.At >= Second(session.GreetedAt) && IsText(message))
            .Select(message => MenuAnswer.Read(message.Body, labels))
            .FirstOrDefault(place => place is not null) is { } at ? dialogue.Menu[at] : null;
    }

    private static bool IsText(InboundMessage message) => message.Kind is MessageKind.Text or MessageKind.Button or MessageKind.Interactive;

    // A provider tells whole seconds: a choice made within the second of the turn counts, a misunderstanding does not.
    private static DateTime Second(DateTime at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), at.Kind);
}
