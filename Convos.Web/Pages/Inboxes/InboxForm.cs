using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The form of an inbox as it was typed. <c>GraceHours</c> in hours; <c>Reasons</c> one a line; <c>Duty</c> by operator, empty for none.</summary>
public sealed class InboxForm
{
    private const int MostHours = 90 * 24;

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public int Colour { get; set; }

    public bool Enabled { get; set; } = true;

    public int? GraceHours { get; set; }

    public bool ReadReceipts { get; set; } = true;

    public bool RequiresObservation { get; set; }

    public string Reasons { get; set; } = "";

    public Dictionary<long, string> Duty { get; set; } = [];

    public IReadOnlyDictionary<long, InboxDuty> Members => Duty
        .Where(pair => Enum.TryParse<InboxDuty>(pair.Value, ignoreCase: true, out _))
        .ToDictionary(pair => pair.Key, pair => Enum.Parse<InboxDuty>(pair.Value, ignoreCase: true));

    public static InboxForm New => new() { GraceHours = 24 };

    public static InboxForm Of(InboxSettings settings, IEnumerable<InboxMember> members) => new()
    {
        Name = settings.Name,
        Description = settings.Description,
        Colour = settings.Colour,
        Enabled = settings.Enabled,
        GraceHours = (int)settings.Grace.TotalHours,
        ReadReceipts = settings.ReadReceipts,
        RequiresObservation = settings.RequiresObservation,
        Reasons = string.Join('\n', settings.ClosingReasons),
        Duty = members.Where(member => member.Duty is not null).ToDictionary(member => member.OperatorId, member => member.Duty.ToString()!),
    };

    public InboxSettings ToSettings() => new(
        Name.Trim(), Description.Trim(), Colour, Enabled, TimeSpan.FromHours(GraceHours ?? 0), ReadReceipts, RequiresObservation, ReasonLines());

    /// <summary>The field that is wrong and the text that says how; null: none.</summary>
    public (string Field, string Text)? Problem() =>
        Name.Trim().Length is 0 or > 60 ? (nameof(Name), "Inboxes.NeedsName")
        : Description.Trim().Length > 1000 ? (nameof(Description), "Inboxes.LongDescription")
        : Colour is < 0 or > 15 ? (nameof(Colour), "Inboxes.NeedsColour")
        : GraceHours is null or < 0 or > MostHours ? (nameof(GraceHours), "Inboxes.NeedsGrace")
        : ReasonLines() is var reasons && (reasons.Length > 30 || reasons.Any(reason => reason.Length > 80)) ? (nameof(Reasons), "Inboxes.TooManyReasons")
        : null;

    private string[] ReasonLines() =>
        [.. Reasons.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.CurrentCultureIgnoreCase)];
}
