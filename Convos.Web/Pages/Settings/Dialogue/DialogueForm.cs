using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>A line of the menu in its form. <c>Field</c> is the prefix of its names, <c>Name</c> what a screen reader calls it.</summary>
public sealed record OptionRow(string Field, string Name, DialogueForm.Option Option, IReadOnlyList<Inbox> Inboxes);

/// <summary>The form of a channel's dialogue as it was typed; empty options are none.</summary>
public sealed class DialogueForm
{
    private const int LeastOptions = 3;

    public sealed class Option
    {
        public string Label { get; set; } = "";

        public long? Inbox { get; set; }

        public bool IsBlank => Label.Trim().Length == 0 && Inbox is null;

        public MenuOption Read() => new(Label.Trim(), Inbox ?? 0);

        public static Option Of(MenuOption option) => new() { Label = option.Label, Inbox = option.InboxId };
    }

    public string Entry { get; set; } = "inbox";

    public string Greeting { get; set; } = "";

    public List<Option> Options { get; set; } = [];

    public Option Person { get; set; } = new();

    public long? Schedule { get; set; }

    public string OutOfHours { get; set; } = "";

    public string HandOff { get; set; } = "";

    public string NotUnderstood { get; set; } = "";

    public bool InForce => Entry == "dialogue";

    /// <summary>Nobody has written a menu yet: there is nothing to keep.</summary>
    public bool IsUnwritten => Options.All(option => option.IsBlank);

    public static DialogueForm Of(bool inForce, Dialogue dialogue) => new()
    {
        Entry = inForce ? "dialogue" : "inbox",
        Greeting = dialogue.Greeting,
        Options = [.. dialogue.Options.Select(Option.Of)],
        Person = Option.Of(dialogue.Person),
        Schedule = dialogue.ScheduleId,
        OutOfHours = dialogue.OutOfHours,
        HandOff = dialogue.HandOff,
        NotUnderstood = dialogue.NotUnderstood,
    };

    public DialogueForm WithRoom()
    {
        Options = [.. Options.Where(option => !option.IsBlank)];
        var rows = Math.Clamp(Options.Count + 1, LeastOptions, Math.Max(Dialogue.MostOptions, Options.Count));
        Options.AddRange(Enumerable.Range(0, rows - Options.Count).Select(_ => new Option()));
        return this;
    }

    public Dialogue ToDialogue() => new(
        Plain(Greeting), [.. Options.Where(option => !option.IsBlank).Select(option => option.Read())], Person.Read(), Schedule,
        Plain(OutOfHours), Plain(HandOff), Plain(NotUnderstood));

    // A browser sends the line ends of a text as two characters each.
    private static string Plain(string text) => text.ReplaceLineEndings("\n").Replace("\0", "").Trim();
}
