using Convos.Data;

namespace Convos.Web;

/// <summary>The stream's own rendering, so that a handler answers its actor with the very bytes that everybody else will receive.</summary>
public interface ILiveFragments
{
    /// <summary>The <c>hx-partial</c>s that bring a page showing this view and chat up to date with what was touched.</summary>
    Task<string> Render(
        Viewer viewer, TicketView view, long? openTicket, IEnumerable<long> touchedTickets, IEnumerable<long> touchedMessages);
}
