using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>
/// The form of an inbox as it was typed: numbers are text, empty for none. <c>Reasons</c> one a line; <c>Duty</c> by operator and
/// <c>TeamDuty</c> by team, empty for none; <c>Channels</c> are to feed it from now on. What it says wrong is in InboxForm.Problems.cs.
/// </summary>
public sealed partial class InboxForm
{
    private const string Stay = "stay";

    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public int Colour { get; set; }

    public bool Enabled { get; set; } = true;

    public string GraceHours { get; set; } = "";

    public bool ReadReceipts { get; set; } = true;

    public bool RequiresObservation { get; set; }

    public string Reasons { get; set; } = "";

    public Strategy Strategy { get; set; }

    public string OwnerShare { get; set; } = "";

    public OwnerElse OwnerElse { get; set; }

    public string Cap { get; set; } = "";

    public string FirstResponseMinutes { get; set; } = "";

    public string RotationMinutes { get; set; } = "";

    public OnLeave OnLeave { get; set; }

    public string LeaveMinutes { get; set; } = "5";

    public long? Schedule { get; set; }

    public string OutOfHours { get; set; } = "";

    public string Welcome { get; set; } = "";

    public string AutoCloseHours { get; set; } = "";

    public string AutoCloseWarning { get; set; } = "";

    public string AutoCloseWarningMinutes { get; set; } = "60";

    public string Survey { get; set; } = "";

    public string SurveyThanks { get; set; } = "";

    public Dictionary<long, string> Duty { get; set; } = [];

    public Dictionary<long, string> TeamDuty { get; set; } = [];

    public List<long> Channels { get; set; } = [];

    /// <summary>Where its tickets go when it is disabled: an inbox, or «stay»; its channels and the menus that lead to it: an inbox.</summary>
    public string TicketsTo { get; set; } = "";

    public string ChannelsTo { get; set; } = "";

    public string MenusTo { get; set; } = "";

    public IReadOnlyDictionary<long, InboxDuty> People => Read(Duty);

    public IReadOnlyDictionary<long, InboxDuty> Teams => Read(TeamDuty);

    public InboxHandover Handover => new(TicketsTo == Stay, Id(TicketsTo), Id(ChannelsTo), Id(MenusTo));

    /// <summary>As it was when the form was shown; see <see cref="Inboxes.StateOf"/>.</summary>
    public string? BasedOn { get; set; }

    public static InboxForm New => new() { GraceHours = "24" };

    public static InboxForm Of(InboxSettings settings, IEnumerable<InboxMember> members, IEnumerable<InboxTeam> teams, string? state) => new()
    {
        BasedOn = state,
        Name = settings.Name,
        Description = settings.Description,
        Colour = settings.Colour,
        Enabled = settings.Enabled,
        GraceHours = Text((int)settings.Grace.TotalHours),
        ReadReceipts = settings.ReadReceipts,
        RequiresObservation = settings.RequiresObservation,
        Reasons = string.Join('\n', settings.ClosingReasons),
        Strategy = settings.Strategy,
        OwnerShare = Text(settings.OwnerShare),
        OwnerElse = settings.OwnerElse,
        Cap = Text(settings.Cap),
        FirstResponseMinutes = Text(settings.FirstResponseMinutes),
        RotationMinutes = Text(settings.RotationMinutes),
        OnLeave = settings.OnLeave,
        LeaveMinutes = Text(settings.LeaveMinutes),
        Schedule = settings.ScheduleId,
        OutOfHours = settings.OutOfHours,
        Welcome = settings.Welcome,
        AutoCloseHours = Text(settings.AutoCloseHours),
        AutoCloseWarning = settings.AutoCloseWarning,
        AutoCloseWarningMinutes = Text(settings.AutoCloseWarningMinutes),
        Survey = settings.Survey,
        SurveyThanks = settings.SurveyThanks,
        Duty = members.Where(member => member.Duty is not null).ToDictionary(member => member.OperatorId, member => member.Duty.ToString()!),
        TeamDuty = teams.Where(team => team.Duty is not null).ToDictionary(team => team.TeamId, team => team.Duty.ToString()!),
    };

    public InboxSettings ToSettings() => new(
        Name.Trim(), Description.Trim(), Colour, Enabled, TimeSpan.FromHours(Number(GraceHours) ?? 0), ReadReceipts, RequiresObservation, ReasonLines(),
        Strategy, Is(OwnerShare, 1, 100) ? Number(OwnerShare) : null, OwnerElse, Number(Cap), Number(RotationMinutes), OnLeave, Is(LeaveMinutes, 1, Day) ? Number(LeaveMinutes)!.Value : UsualLeave,
        Schedule, Plain(OutOfHours), Plain(Welcome),
        Number(AutoCloseHours), Plain(AutoCloseWarning), Number(AutoCloseWarningMinutes)!.Value, Number(FirstResponseMinutes),
        Plain(Survey), Plain(SurveyThanks));

    private static IReadOnlyDictionary<long, InboxDuty> Read(Dictionary<long, string> duties) => duties
        .Where(pair => Enum.TryParse<InboxDuty>(pair.Value, ignoreCase: true, out _))
        .ToDictionary(pair => pair.Key, pair => Enum.Parse<InboxDuty>(pair.Value, ignoreCase: true));

    private string[] ReasonLines() =>
        [.. Reasons.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.CurrentCultureIgnoreCase)];

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    // Null: nothing was typed, or no number.
    private static int? Number(string text) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    // A browser sends the line ends of a text as two characters each.
    private static string Plain(string text) => text.ReplaceLineEndings("\n").Replace("\0", "").Trim();
}
