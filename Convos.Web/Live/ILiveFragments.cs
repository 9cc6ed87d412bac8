using Convos.Data;

namespace Convos.Web;

/// <summary>The answer to a post: the same fragments that the stream brings to everyone else.</summary>
public interface ILiveFragments
{
    Task<string> Render(Viewer viewer, TicketView view, long? openTicket, IEnumerable<long> touchedTickets, IEnumerable<long> touchedMessages);
}
