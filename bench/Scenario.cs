namespace Convos.Bench;

/// <summary>Something that is measured, by name.</summary>
public sealed record Scenario(string Name, string What, Func<Stage, Report, Task> Run, bool InAll = true)
{
    /// <summary>What only reads comes first: what writes leaves a larger desk behind.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("start", "from the start of the process until it is ready, and its first page", StartUp.Run),
        new("first-load", "what a cold browser fetches before an operator can work", FirstLoad.Run),
        new("inbox", "the inbox: the whole page, first stretch and far down, and the next stretch by scrolling", Pages.Inbox),
        new("chat", "opening a chat from the list", Pages.Chat),
        new("reply", "sending a reply", Replies.Run),
        new("ingest", "webhooks until their messages are stored: one by one, and in batches of 50", Ingestion.Run),
        new("painted", "from a webhook to the fragment on an operator's stream, 200 a second", Painting.Run),
        new("streams", "500 open streams while 50 messages a second arrive", Streams.Run),
        new("import", "a file of 100,000 contacts, 1 % of them faulty: looked at, then taken in, the process killed half-way and started again", Imports.Run),
        new("hand-out", "tickets find their operators under load, with two processes at work on it", HandOut.Run),
        new("memory", "the app idle and under everything at once", Memory.Run),
        new("contacts", "the list of contacts, up to a million of them: what operators type, filters, orders, the second page", ContactList.Run),
        new("tickets", "the history of tickets: every filter, words rare and common, pages near and far", History.Run),
        new("figures", "facts of the whole past, 100,000 new ones summed, and a report of twelve months", FigureSums.Run),
        new("histories", "2,000 random histories, each figure of theirs against the raw log", RandomHistories.Run, InAll: false),
        new("soak", "minutes of work while connections are cut and the app is killed; then nothing may be missing", Soak.Run, InAll: false),
        new("hidden", "minutes of a page under another tab, whose timers sleep; its operator must stay «En línea»", Hidden.Run, InAll: false),
    ];
}
