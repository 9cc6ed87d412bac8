using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Convos.Web.Pages;

/// <summary>What surrounds every page of a person who is signed in.</summary>
public sealed record Desk(Watermark Position, Viewer Viewer, Surroundings Around, Refused? Refused, Undoable? Undo)
{
    public OwnPresence Presence => new(Around.Presence, Around.Pauses);

    public TicketCounts Counts => Around.Counts;

    public IReadOnlyList<Presence> Colleagues => Around.Colleagues;

    /// <summary>How they last had each list.</summary>
    public IReadOnlyDictionary<TicketView, string> Lists => Around.Lists;

    public int Mentions => Around.Mentions;

    public bool Sound => Around.Sound;

    public int Alarms => Around.Alarms;

    public Warnings? Warnings => Around.Warnings;
}

/// <summary>A page's stream. It bears the section, for every change of screen brings another one, and <c>body</c> stays.</summary>
public sealed record LiveLine(string Url, Section Section);

/// <summary>A page with the menu, the header and a stream. Its watermark is older than anything else it reads.</summary>
public abstract class DeskPage(Database database, TimeProvider clock) : PageModel
{
    private Watermark? watermark;

    public Desk? Desk { get; private set; }

    /// <summary>The stream's address says what the page shows, so that a redial needs nothing else.</summary>
    public LiveLine Live => new($"/live?since={watermark}{Shows}", Section);

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

        if (HttpMethods.IsGet(Request.Method))
        {
            await using var db = await database.Open(HttpContext.RequestAborted);
            watermark = await Events.Watermark(db);
        }

        var executed = await next();
        if (executed.Result is PageResult)
        {
            await using var db = await database.Open(HttpContext.RequestAborted);
            // A post that comes back shows a form: what the stream feeds around it is read only now.
            watermark ??= await Events.Watermark(db);
            Desk = new Desk(watermark, User.Viewer(), await Surroundings.Read(Database, db, User.Viewer(), Now), this.TakeRefused(), this.TakeUndo());
        }
    }
}
