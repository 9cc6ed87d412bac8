using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Which figure led here, and whether all of its tickets may still be opened: <c>Listed</c> with whatever else is filtered.</summary>
public sealed record FigureHead(FigureTitle Title, (long Times, long Tickets) Counted, Counted Listed)
{
    public TicketsBehind Behind => Title.Behind;
}
