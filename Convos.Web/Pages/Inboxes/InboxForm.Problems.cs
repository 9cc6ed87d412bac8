using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>A field that is wrong, the text that says how, and what of it.</summary>
public sealed record InboxFormProblem(string Field, string Text, string What = "");

// What a person must mend before it can be saved: a sentence for each rule that is broken.
public sealed partial class InboxForm
{
    private const int MostHours = 90 * 24;
    private const int Day = 24 * 60;
    private const int Week = 7 * Day;
    private const int UsualLeave = 5;

    public IEnumerable<InboxFormProblem> Problems() =>
        Properties().Concat(Numbers()).Where(rule => rule.Broken).Select(rule => new InboxFormProblem(rule.Field, rule.Text))
            .Concat(Texts());

    private IEnumerable<(bool Broken, string Field, string Text)> Properties() =>
    [
        (Name.Trim().Length is 0 or > 60, nameof(Name), "Inboxes.NeedsName"),
        (Description.Trim().Length > 1000, nameof(Description), "Inboxes.LongDescription"),
        (Colour is < 0 or > 15, nameof(Colour), "Inboxes.NeedsColour"),
        (!Enabled && Channels.Count > 0, nameof(Channels), "Inboxes.DisabledFeeds"),
        (ReasonLines() is var reasons && (reasons.Length > 30 || reasons.Any(reason => reason.Length > 80)), nameof(Reasons), "Inboxes.TooManyReasons"),
    ];

    private IEnumerable<(bool Broken, string Field, string Text)> Numbers() =>
    [
        (!Is(GraceHours, 0, MostHours), nameof(GraceHours), "Inboxes.NeedsGrace"),
        (Strategy == Strategy.Owner && !IsOrNone(OwnerShare, 1, 100), nameof(OwnerShare), "Inboxes.WrongShare"),
        (!IsOrNone(Cap, 1, 1000), nameof(Cap), "Inboxes.WrongCap"),
        (!IsOrNone(FirstResponseMinutes, 1, Week), nameof(FirstResponseMinutes), "Inboxes.WrongFirstResponse"),
        (!IsOrNone(RotationMinutes, 1, Day), nameof(RotationMinutes), "Inboxes.WrongRotation"),
        (OnLeave != OnLeave.Keep && !Is(LeaveMinutes, 1, Day), nameof(LeaveMinutes), "Inboxes.WrongLeave"),
        (!IsOrNone(AutoCloseHours, 1, MostHours), nameof(AutoCloseHours), "Inboxes.WrongAutoClose"),
        (!Is(AutoCloseWarningMinutes, 1, Week), nameof(AutoCloseWarningMinutes), "Inboxes.WrongWarning"),
        (Plain(AutoCloseWarning).Length > 0 && Number(AutoCloseWarningMinutes) >= Number(AutoCloseHours) * 60, nameof(AutoCloseWarningMinutes), "Inboxes.WarningTooEarly"),
        (Plain(OutOfHours).Length > 0 && Schedule is null, nameof(Schedule), "Inboxes.NeedsSchedule"),
    ];

    private IEnumerable<InboxFormProblem> Texts() =>
        new[]
        {
            (nameof(OutOfHours), Plain(OutOfHours)), (nameof(Welcome), Plain(Welcome)), (nameof(AutoCloseWarning), Plain(AutoCloseWarning)),
            (nameof(Survey), Plain(Survey)), (nameof(SurveyThanks), Plain(SurveyThanks)),
        }.SelectMany(text => TextProblems(text.Item1, text.Item2));

    private static IEnumerable<InboxFormProblem> TextProblems(string field, string text)
    {
        if (text.Length > Inboxes.LongestText)
        {
            yield return new(field, "Inboxes.LongText", $"{Inboxes.LongestText}");
        }

        if (Variables.Unknown(text) is [var unknown, ..])
        {
            yield return new(field, "Inboxes.UnknownVariable", unknown);
        }
    }

    private static bool Is(string text, int least, int most) => Number(text) is { } number && number >= least && number <= most;

    private static bool IsOrNone(string text, int least, int most) => text.Trim().Length == 0 || Is(text, least, most);
}
