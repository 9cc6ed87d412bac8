using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Which figure led here, and whether all of its tickets may still be opened: <c>Listed</c> with whatever else is filtered. <c>Turned</c>: the same list in its other order.</summary>
public sealed record FigureHead(FigureTitle Title, (long Times, long Tickets) Counted, Counted Listed, bool Slowest, string Turned)
{
    public TicketsBehind Behind => Title.Behind;
}
