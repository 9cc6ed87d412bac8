using Convos.Data;
using Htmx;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«¿Por qué me tocó?»: how a ticket came to each who held it, who was passed over and why. The chat opens it as a sheet.</summary>
public sealed class WhyPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public TicketView View { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Ticket { get; set; }

    public Ticket Asked { get; private set; } = null!;

    public IReadOnlyList<AssignmentLine> Lines { get; private set; } = [];

    public Suggestion? Suggested { get; private set; }

    /// <summary>Of a ticket that waits.</summary>
    public WhyItWaits? Waits { get; private set; }

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        if (await Tickets.Find(db, User.Viewer(), Ticket) is not { } ticket)
        {
            return NotFound();
        }

        Asked = ticket;
        Lines = await Assignments.Of(db, User.Viewer(), Ticket);
        Suggested = await Assignments.Suggested(db, User.Viewer(), Ticket);
        Waits = ticket.Status == TicketStatus.Queued ? await Assignments.WhyItWaits(db, User.Viewer(), ticket, Now) : null;
        return Request.IsHtmx() ? Partial("_Why", this) : Page();
    }

    public string Title(IStringLocalizer texts) =>
        Asked.OperatorId == User.Viewer().Id ? texts["Why.TitleMine"]
        : Asked.OperatorName is { } name ? texts["Why.Title", name]
        : Asked.Status == TicketStatus.Queued ? texts["Why.TitleWaits"]
        : texts["Why.TitleNobody"];

    public static string Sentence(WhyItWaits waits, IStringLocalizer texts) => waits switch
    {
        { Strategy: Strategy.Manual } => texts["Why.WaitsManual"],
        { Soon: true } => texts["Why.WaitsSoon"],
        { For: { } owner } => texts["Why.WaitsFor", owner],
        { Passed.Count: 0 } => texts["Why.WaitsNobody"],
        _ => texts["Why.WaitsRoom"],
    };

    public static string Sentence(AssignmentLine line, IStringLocalizer texts)
    {
        var (to, from, actor) = (line.Operator ?? "", line.From ?? "", line.Actor ?? "");
        return line switch
        {
            { Kind: "rotated", OperatorId: null } => texts["Why.RotationToQueue", from],
            { Kind: "left", OperatorId: null } => texts["Why.AbsenceToQueue", from],
            { Reason: AssignmentReason.Owner, Share: { } share } => texts["Why.OwnerShare", to, share],
            { Reason: AssignmentReason.NamedOwner, Share: { } share } => texts["Why.NamedOwnerShare", to, share],
            { Reason: { } reason } => texts[$"Why.{reason}", to, from],
            { Kind: "opened" } => texts["Why.Opened", actor],
            { Kind: "transferred" } => texts["Why.Transferred", to, actor],
            { Kind: "reopened", Actor: null } => texts["Why.WroteAgain", to],
            { Kind: "reopened" } => texts["Why.Reopened", actor],
            _ => texts["Why.Taken", to],
        };
    }
}
