using Npgsql;

namespace Convos.Data;

/// <summary>Where a thread's new ticket is born.</summary>
internal sealed record Birthplace(long InboxId, TicketOrigin Origin);

/// <summary>What one thread without a ticket hears next. <c>Session</c> is null where no dialogue is under way; <c>Last</c> is the customer's last message; <c>TakenAt</c>: <see cref="TakenOver"/>.</summary>
internal sealed record DialogueTurn(ThreadState Thread, InboundMessage Last, DialogueSession? Session, DateTime? TakenAt, DialogueStep Step);

/// <summary>
/// A channel's dialogue while messages are taken in: at most one turn for each thread and batch, in the transaction of the
/// messages that it answers and under the lock of their thread, so that nothing is ever answered twice.
/// </summary>
internal sealed class DialogueTurns
{
    private readonly Dialogue? dialogue;
    private readonly Dictionary<long, DialogueTurn> turns;
    private readonly IReadOnlySet<long> open;

    private DialogueTurns(Dialogue? dialogue, List<DialogueTurn> turns, IReadOnlyDictionary<InboundMessage, long> conversations, IReadOnlySet<long> open)
    {
        (this.dialogue, this.open, Conversations) = (dialogue, open, conversations);
        this.turns = turns.ToDictionary(turn => turn.Thread.Id);
    }

    /// <summary>As they were given, save where a dialogue begins: there a conversation begins, too.</summary>
    public IReadOnlyDictionary<InboundMessage, long> Conversations { get; }

    /// <summary>Nothing on a channel whose tickets are born at once, or whose dialogue nobody has written yet.</summary>
    public static async Task<DialogueTurns> Hear(
        NpgsqlConnection db, Channel channel, IReadOnlyList<IGrouping<ThreadState, InboundMessage>> threads,
        IReadOnlyDictionary<InboundMessage, long> conversations)
    {
        if (channel.Entry != Dialogues.Entry || (await Dialogues.Of(db, channel.Name))?.Dialogue is not { } dialogue)
        {
            return new DialogueTurns(null, [], conversations, new HashSet<long>());
        }

        var reached = threads.Where(IsReached).ToList();
        var sessions = await DialogueSessions.Of(db, [.. reached.Select(thread => thread.Key.Id)]);
        var taken = await TakenOver.Since(db, reached, conversations);
        var turns = reached.Select(thread => Next(
            dialogue, thread, conversations, sessions.GetValueOrDefault(thread.Key.Id), taken.TryGetValue(thread.Key.Id, out var at) ? at : null)).ToList();
        var begun = turns.Where(turn => turn.Step is DialogueStep.Greets).Select(turn => turn.Thread.Id).ToHashSet();
        return new DialogueTurns(
            dialogue, turns,
            await DialogueConversations.Begin(db, [.. threads.Where(thread => begun.Contains(thread.Key.Id))], conversations),
            await Inboxes.EnabledAmong(db, [.. turns.Select(turn => turn.Step).OfType<DialogueStep.HandsOff>().Select(step => step.To.InboxId)]));
    }

    /// <summary>Where the ticket of a thread that has none is born. Null: not yet, the dialogue goes on.</summary>
    public Birthplace? PlaceOf(long thread, Channel channel) => turns.GetValueOrDefault(thread) switch
    {
        null => new Birthplace(channel.InboxId, TicketOrigin.Inbound),
        { Step: DialogueStep.HandsOff step } turn => new Birthplace(
            // An inbox that was switched off meanwhile loses nobody.
            open.Contains(step.To.InboxId) ? step.To.InboxId : channel.InboxId,
            turn.Session is null ? TicketOrigin.Inbound : TicketOrigin.Dialogue),
        _ => null,
    };

    /// <summary>Whether a person writes there by other means: then nothing is said by itself.</summary>
    public bool IsTakenOver(long thread) => turns.GetValueOrDefault(thread)?.TakenAt is not null;

    /// <summary>After what it answers is stored: says it, and remembers how far each dialogue has come.</summary>
    public async Task Speak(NpgsqlConnection db, Channel channel, IReadOnlyDictionary<long, TicketOfThread> tickets, DateTime now)
    {
        if (dialogue is null || turns.Count == 0)
        {
            return;
        }

        var told = await OutOfHours.Tell(db, dialogue.OutOfHours, dialogue.ScheduleId, [.. turns.Values.Where(SaysWhetherOpen).Select(turn => turn.Thread.ContactId)], now);
        var lines = turns.Values
            .Select(turn => new BotLine(
                turn.Thread.Id, turn.Thread.ContactId, Conversations[turn.Last], tickets.GetValueOrDefault(turn.Thread.Id),
                Text(dialogue, turn, told.Contains(turn.Thread.ContactId))))
            .ToList();
        await BotMessages.Adopt(db, [.. lines.Where(line => line.Ticket is not null)]);
        await Deliveries.CountWaiting(db, [.. turns.Values.Where(turn => turn.TakenAt is not null).Select(turn => tickets[turn.Thread.Id].Id)]);
        await BotMessages.Say(db, channel.Id, [.. lines.Where(line => line.Body.Length > 0)], now);
        await DialogueSessions.Keep(db, [.. turns.Values.Select(turn => After(turn, now)).OfType<DialogueSession>()]);
    }

    private static bool IsReached(IGrouping<ThreadState, InboundMessage> thread) =>
        thread.FirstOrDefault(IsCustomers) is { } first
        && TicketBirth.Decide(thread.Key.OpenId is not null, thread.Key.ClosedAt, thread.Key.Grace, first.At) == Birth.Opens;

    private static bool IsCustomers(InboundMessage message) => message.Author == Author.Contact;

    // A dialogue lives as long as its conversation: after a day of silence both begin anew.
    private static DialogueTurn Next(
        Dialogue dialogue, IGrouping<ThreadState, InboundMessage> thread, IReadOnlyDictionary<InboundMessage, long> conversations, DialogueSession? session,
        DateTime? takenAt)
    {
        var last = thread.Last(IsCustomers);
        var alive = session?.ConversationId == conversations[last] ? session : null;
        var heard = thread.Where(message => IsCustomers(message) && conversations[message] == conversations[last]).ToList();
        return new DialogueTurn(thread.Key, last, alive, takenAt, DialogueStep.Next(dialogue, alive, heard, takenAt));
    }

    private static bool SaysWhetherOpen(DialogueTurn turn) => turn is { TakenAt: null, Step: DialogueStep.Greets or DialogueStep.HandsOff };

    private static string Text(Dialogue dialogue, DialogueTurn turn, bool tellsClosed) => turn.Step switch
    {
        _ when turn.TakenAt is not null => "",
        DialogueStep.Greets => dialogue.GreetingText(tellsClosed),
        DialogueStep.Repeats => dialogue.RepeatText,
        DialogueStep.HandsOff => dialogue.HandOffText(tellsClosed),
        _ => "",
    };

    private DialogueSession? After(DialogueTurn turn, DateTime now) => turn.Step switch
    {
        DialogueStep.Greets => new DialogueSession(turn.Thread.Id, Conversations[turn.Last], now, now, 0),
        DialogueStep.Repeats step => turn.Session! with { TurnAt = now, Misses = step.Misses },
        _ => null,
    };
}
