using System.Text.Json.Serialization;
using static Convos.Data.DialogueProblem;

namespace Convos.Data;

/// <summary>A line of the menu and the inbox that it leads to.</summary>
public sealed record MenuOption(string Label, long InboxId);

public enum DialogueProblem
{
    GreetingMissing, NotUnderstoodMissing, PersonMissing, NoOption, TooManyOptions, LabelMissing, LabelTooLong, SameLabel, LabelIsNumber,
    InboxUnavailable, ScheduleUnavailable, OutOfHoursMissing, MenuTooLong, RepeatTooLong, HandOffTooLong,
}

/// <summary>
/// What a channel says by itself: a greeting with a numbered menu, and what leads to a person. The last number of the menu is
/// always the person. Without a schedule it is always open.
/// </summary>
public sealed record Dialogue(
    string Greeting, IReadOnlyList<MenuOption> Options, MenuOption Person, long? ScheduleId, string OutOfHours, string HandOff, string NotUnderstood)
{
    public const int MostOptions = 9;
    public const int LongestLabel = 60;

    /// <summary>In the order of their numbers.</summary>
    [JsonIgnore]
    public IReadOnlyList<MenuOption> Menu => [.. Options, Person];

    /// <summary>The first turn. Where nobody is there and the customer has not been told, it says so above the menu.</summary>
    public string GreetingText(bool tellsClosed) => Paragraphs(Greeting, tellsClosed ? OutOfHours : "", MenuText);

    [JsonIgnore]
    public string RepeatText => Paragraphs(NotUnderstood, MenuText);

    /// <summary>May be empty: then nothing is said.</summary>
    public string HandOffText(bool tellsClosed) => Paragraphs(HandOff, tellsClosed ? OutOfHours : "");

    /// <summary>What a person must mend before it can be kept, with the label or the number of characters in question.</summary>
    public IEnumerable<(DialogueProblem Problem, string? What)> Problems(IReadOnlySet<long> inboxes, IReadOnlySet<long> schedules) =>
        Missing().Concat(Labels()).Concat(Places(inboxes, schedules)).Concat(Lengths());

    private string MenuText => string.Join('\n', Menu.Select((option, at) => $"{at + 1}. {option.Label}"));

    private static string Paragraphs(params string[] parts) => string.Join("\n\n", parts.Where(part => part.Length > 0));

    private IEnumerable<(DialogueProblem, string?)> Missing()
    {
        (bool, DialogueProblem)[] table =
        [
            (Greeting.Length == 0, GreetingMissing), (Options.Count == 0, NoOption), (Options.Count > MostOptions, TooManyOptions),
            (Options.Any(option => option.Label.Length == 0), LabelMissing), (Person.Label.Length == 0, PersonMissing),
            (ScheduleId is not null && OutOfHours.Length == 0, OutOfHoursMissing), (NotUnderstood.Length == 0, NotUnderstoodMissing),
        ];
        return table.Where(line => line.Item1).Select(line => (line.Item2, (string?)null));
    }

    private IEnumerable<(DialogueProblem, string?)> Labels()
    {
        var labels = Menu.Select(option => option.Label).Where(label => label.Length > 0).ToList();
        return labels.Where(label => label.Length > LongestLabel).Select(label => (LabelTooLong, (string?)label))
            .Concat(labels.GroupBy(MenuAnswer.Words).Where(group => group.Count() > 1).Select(group => (SameLabel, (string?)group.First())))
            .Concat(labels.Where(label => MenuAnswer.Number(label) is not null).Select(label => (LabelIsNumber, (string?)label)));
    }

    private IEnumerable<(DialogueProblem, string?)> Places(IReadOnlySet<long> inboxes, IReadOnlySet<long> schedules) =>
        Menu.Where(option => !inboxes.Contains(option.InboxId)).Select(option => (InboxUnavailable, (string?)option.Label))
            .Concat(ScheduleId is { } schedule && !schedules.Contains(schedule) ? [(ScheduleUnavailable, null)] : []);

    private IEnumerable<(DialogueProblem, string?)> Lengths() =>
        new[] { (GreetingText(true), MenuTooLong), (RepeatText, RepeatTooLong), (HandOffText(true), HandOffTooLong) }
            .Where(text => text.Item1.Length > Messages.LongestText)
            .Select(text => (text.Item2, (string?)$"{text.Item1.Length}"));
}
