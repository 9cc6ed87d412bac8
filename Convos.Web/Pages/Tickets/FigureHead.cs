using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>Which figure led here, and whether all of its tickets may still be opened: <c>Listed</c> with whatever else is filtered.</summary>
public sealed record FigureHead(TicketsBehind Behind, (long Times, long Tickets) Counted, Counted Listed);
