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
        new("hand-out", "tickets find their operators under load, with two processes at work on it", HandOut.Run),
        new("memory", "the app idle and under everything at once", Memory.Run),
        new("soak", "minutes of work while connections are cut and the app is killed; then nothing may be missing", Soak.Run, InAll: false),
        new("hidden", "minutes of a page under another tab, whose timers sleep; its operator must stay «En línea»", Hidden.Run, InAll: false),
    ];
}
