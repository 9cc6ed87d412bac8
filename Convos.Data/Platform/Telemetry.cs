using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Convos.Data;

/// <summary>
/// What Convos measures of itself: one meter and one source of traces, both named <c>Convos</c>, next to free while nobody listens.
/// Tags are ids, kinds and numbers: nothing here may name a person or repeat their words.
/// </summary>
public static class Telemetry
{
    public const string Name = "Convos";

    public static readonly ActivitySource Traces = new(Name);

    private static readonly Meter Meter = new(Name);
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30] };
    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 50, 100] };

    private static readonly Histogram<int> IngestSize =
        Meter.CreateHistogram("convos.ingest.batch.size", "{webhook}", "Webhooks taken in by one transaction.", advice: Sizes);
    private static readonly Histogram<double> IngestDuration =
        Meter.CreateHistogram("convos.ingest.batch.duration", "s", "How long one transaction of ingest took.", advice: Seconds);
    private static readonly Counter<int> Sends =
        Meter.CreateCounter<int>("convos.outbox.sends", "{send}", "Messages handed to their channel, by outcome.");
    private static readonly Histogram<double> JobDuration =
        Meter.CreateHistogram("convos.job.duration", "s", "Runs of background jobs, by job, what started them, and outcome.", advice: Seconds);
    private static readonly Histogram<double> EventToPaint =
        Meter.CreateHistogram("convos.live.event_to_paint", "s", "From an event to its fragment written to a page's stream.", advice: Seconds);

    private static readonly Gauge<long> InboundPending = Meter.CreateGauge<long>("convos.inbound.pending", "{webhook}", "Webhooks stored and not taken in.");
    private static readonly Gauge<double> InboundLag = Meter.CreateGauge<double>("convos.inbound.lag", "s", "Age of the oldest of them.");
    private static readonly Gauge<long> InboundParked = Meter.CreateGauge<long>("convos.inbound.parked", "{webhook}", "Webhooks set aside with an error.");
    private static readonly Gauge<long> OutboxPending = Meter.CreateGauge<long>("convos.outbox.pending", "{message}", "Messages due to be sent.");
    private static readonly Gauge<double> OutboxLag = Meter.CreateGauge<double>("convos.outbox.lag", "s", "How long the first of them has been due.");
    private static readonly Gauge<long> OutboxPutOff = Meter.CreateGauge<long>("convos.outbox.put_off", "{message}", "Messages that are tried again later.");
    private static readonly Gauge<long> OutboxUncertain = Meter.CreateGauge<long>("convos.outbox.uncertain", "{message}", "Messages of which nobody knows whether they left.");
    private static readonly Gauge<long> TicketsOpen = Meter.CreateGauge<long>("convos.tickets.open", "{ticket}", "Open tickets, by status.");

    public static readonly UpDownCounter<int> Streams = Meter.CreateUpDownCounter<int>("convos.live.streams", "{stream}", "Pages' streams open on this node.");
    public static readonly Counter<int> Resyncs = Meter.CreateCounter<int>("convos.live.resyncs", "{signal}", "Pages told to ask for everything again.");
    public static readonly Counter<int> Dropped = Meter.CreateCounter<int>("convos.live.dropped", "{stream}", "Streams closed because their page could not keep up.");

    /// <summary>Whether anyone would see the gauges, which cost a question to the database.</summary>
    public static bool IsMeasured => InboundPending.Enabled;

    public static void Ingested(int webhooks, TimeSpan took)
    {
        if (webhooks > 0)
        {
            IngestSize.Record(webhooks);
            IngestDuration.Record(took.TotalSeconds);
        }
    }

    public static void Sent(string outcome) => Sends.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));

    /// <param name="by"><c>lane</c> (something happened) or <c>clock</c>.</param>
    public static void Ran(string job, string by, TimeSpan took, bool failed) =>
        JobDuration.Record(took.TotalSeconds, new("job", job), new("by", by), new("outcome", failed ? "failed" : "done"));

    public static void Painted(TimeSpan sinceEvent) => EventToPaint.Record(Math.Max(0, sinceEvent.TotalSeconds));

    public static void Waiting(QueueState queue, OpenTickets open, DateTime now)
    {
        InboundPending.Record(queue.Inbound);
        InboundLag.Record(Age(queue.InboundSince, now));
        InboundParked.Record(queue.Parked);
        OutboxPending.Record(queue.Outbound);
        OutboxLag.Record(Age(queue.OutboundSince, now));
        OutboxPutOff.Record(queue.PutOff);
        OutboxUncertain.Record(queue.Uncertain);
        TicketsOpen.Record(open.Cells.Where(cell => cell.OperatorId is null).Sum(cell => cell.Count), Status(TicketStatus.Queued));
        TicketsOpen.Record(open.Cells.Where(cell => cell.OperatorId is not null).Sum(cell => cell.Count), Status(TicketStatus.Assigned));
    }

    private static double Age(DateTime? since, DateTime now) => since is { } then && then < now ? (now - then).TotalSeconds : 0;

    private static KeyValuePair<string, object?> Status(TicketStatus status) => new("status", status.Name());
}
