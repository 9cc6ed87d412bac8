using System.Net.ServerSentEvents;
using System.Threading.Channels;
using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Web;

/// <summary>What one page shows, as its stream's URL states it. No list: a page without one. No open ticket: no chat. <c>Board</c>: the figures of «En vivo». <c>Contact</c>: whose card it shows.</summary>
public sealed record Showing(Listing? List, Ticket? Open, bool Board = false, long? Contact = null)
{
    /// <summary>Of an open chat, the contact's card stands beside it.</summary>
    public long? Card => Open?.ContactId ?? Contact;

    public static TicketView? ParseView(string? view) => Enum.TryParse<TicketView>(view, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
}

/// <summary>One open stream. Its queue is bounded: a page that cannot keep up is dropped, redials and resyncs.</summary>
public sealed class Subscriber(Viewer viewer, Guid tab, Showing showing)
{
    private readonly Channel<(SseItem<string>, DateTime?)> queue = System.Threading.Channels.Channel.CreateBounded<(SseItem<string>, DateTime?)>(256);

    /// <summary>Replaced when the person's rights change.</summary>
    public Viewer Viewer { get; set; } = viewer;

    public Guid Tab { get; } = tab;

    public Showing Showing { get; } = showing;

    /// <summary>What the menu was last told that «En vivo» warns of.</summary>
    public Count? Alarms { get; set; }

    public ChannelReader<(SseItem<string> Item, DateTime? Since)> Items => queue.Reader;

    /// <param name="since">When the first of the news in it happened.</param>
    public void Send(SseItem<string> item, DateTime? since = null)
    {
        // One that was closed already takes nothing either, and was not dropped.
        if (!queue.Writer.TryWrite((item, since)) && queue.Writer.TryComplete())
        {
            Telemetry.Dropped.Add(1);
        }
    }

    /// <summary>A named signal: <c>hello</c>, <c>tick</c>, <c>beat</c>, <c>resync</c>, <c>gone</c>.</summary>
    public void Signal(string name) => Send(Named(name));

    public void Close() => queue.Writer.TryComplete();

    public static SseItem<string> Named(string name, Watermark? position = null)
    {
        if (name == "resync")
        {
            Telemetry.Resyncs.Add(1);
        }

        return new("", name) { EventId = position?.ToString() };
    }
}
