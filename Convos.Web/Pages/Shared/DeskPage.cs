using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>What surrounds every page of a person who is signed in. <c>Lists</c>: how they last had each list.</summary>
public sealed record Desk(
    Watermark Position, Viewer Viewer, Presence Presence, TicketCounts Counts, IReadOnlyList<Presence> Colleagues,
    IReadOnlyDictionary<TicketView, string> Lists, Refused? Refused)
{
    /// <summary>What an administrator has to mend; nobody else is told.</summary>
    public Warnings? Warnings { get; init; }
}

/// <summary>A page with the menu, the header and a stream. Its watermark is older than anything else it reads.</summary>
public abstract class DeskPage(Database database, TimeProvider clock) : PageModel
{
    private Watermark? watermark;

    public Desk? Desk { get; private set; }

    /// <summary>The stream's address says what the page shows, so that a redial needs nothing else.</summary>
    public string LiveUrl => $"/live?since={watermark}{Shows}";

    /// <summary>Whether being here keeps its reader «En línea».</summary>
    public virtual Section Section => Section.Conversations;

    protected Database Database => database;

    /// <summary>More of the address: list and chat, where the page has them.</summary>
    protected virtual string Shows => "";

    protected DateTime Now => clock.Now();

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HandlerMethod is null)
        {
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
            return;
        }

        await using (var db = await database.Open(HttpContext.RequestAborted))
        {
            watermark = await Events.Watermark(db);
        }

        var executed = await next();
        if (executed.Result is PageResult)
        {
            await using var db = await database.Open(HttpContext.RequestAborted);
            var viewer = User.Viewer();
            Desk = new Desk(
                watermark!,
                viewer,
                await Presences.Of(db, viewer.Id, Now),
                await Tickets.Counts(db, viewer),
                await Presences.Colleagues(db, viewer, Now),
                await ListChoices.Of(db, viewer.Id),
                this.TakeRefused())
            {
                Warnings = viewer.Role == Role.Admin ? await Warnings.Read(db, Now) : null,
            };
        }
    }
}
