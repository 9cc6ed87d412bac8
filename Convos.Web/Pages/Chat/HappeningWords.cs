using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>What happened to a ticket, in one sentence with its sign.</summary>
public static class HappeningWords
{
    public static (string Icon, string Text) Of(Happening happening, IStringLocalizer<Texts> texts)
    {
        var actor = happening.Actor ?? "";
        return happening.Kind switch
        {
            "opened" when happening.Actor is null => ("inbox", texts["Happened.Opened", happening.TicketId, happening.Inbox ?? "", texts[$"Origin.{happening.Origin}"].Value]),
            "opened" => ("plus", texts["Happened.OpenedBy", actor, happening.TicketId, happening.Inbox ?? ""]),
            "taken" => ("user-check", texts["Happened.Taken", actor]),
            "taken_over" => ("user-check", texts["Happened.TakenOver", actor, happening.From ?? ""]),
            "released" when happening.From == happening.Actor => ("undo-2", texts["Happened.Released", actor]),
            "released" or "returned" => ("undo-2", texts["Happened.ReleasedOf", actor, happening.From ?? ""]),
            "transferred" when happening.To is { } to => ("arrow-right-left", texts["Happened.Transferred", actor, to]),
            "transferred" => ("arrow-right-left", texts["Happened.TransferredToInbox", actor, happening.Inbox ?? ""]),
            "assigned" => ("user-check", texts["Happened.Assigned", happening.To ?? "", Why(happening, texts)]),
            "rotated" when happening.To is { } next => ("refresh-cw", texts["Happened.Rotated", happening.From ?? "", next]),
            "rotated" => ("refresh-cw", texts["Happened.RotatedToQueue", happening.From ?? ""]),
            "left" when happening.To is { } heir => ("undo-2", texts["Happened.Left", happening.From ?? "", heir]),
            "left" => ("undo-2", texts["Happened.LeftToQueue", happening.From ?? ""]),
            "more_time" => ("hourglass", texts["Happened.MoreTime", actor]),
            "closed" when happening.JoinedInto is { } other => ("circle-check", texts["Happened.Joined", happening.TicketId, other]),
            "closed" when happening.By == "blocked" => ("ban", happening.Actor is null ? texts["Happened.ClosedBlocked"] : texts["Happened.ClosedByBlock", actor]),
            "closed" when happening.By == "silence" => ("timer", texts["Happened.ClosedBySilence"]),
            "closed" => ("circle-check", texts["Happened.Closed", actor]),
            "moved" => ("arrow-right-left", texts["Happened.Moved", actor, happening.FromInbox ?? "", happening.Inbox ?? ""]),
            "reopened" when happening.Actor is not null => ("rotate-ccw", texts["Happened.Reopened", actor]),
            "reopened" when happening.To is { } holder => ("rotate-ccw", texts["Happened.WroteToHolder", holder]),
            "reopened" => ("rotate-ccw", texts["Happened.WroteAgain"]),
            "rated" => ("star", texts["Happened.Rated", happening.Score ?? 0, SurveyScore.Most]),
            "tagged" => ("tag", texts["Happened.Tagged", actor]),
            _ => ("tag-x", texts["Happened.Untagged", actor]),
        };
    }

    private static string Why(Happening happening, IStringLocalizer<Texts> texts) => EnumNames.Parse<AssignmentReason>(happening.Why!) switch
    {
        AssignmentReason.Owner or AssignmentReason.NamedOwner when happening.Share is { } share => texts["Assigned.OwnerShare", share],
        var reason => texts[$"Assigned.{reason}"],
    };
}
