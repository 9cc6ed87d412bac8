using System.Globalization;
using Convos.Data;
using Convos.Workers;

namespace Convos.Web.Pages;

/// <summary>The tone of a gauge; its word is <c>Tone.…</c>.</summary>
public enum Tone { Good, Warn, Bad }

/// <summary>One thing that can be well or not. <c>Gauge.{Name}</c> is what it is called, <c>GaugeRule.{Name}</c> when it is not well.</summary>
public sealed record Gauge(string Name, string Value, Tone Tone, DateTime? Since = null)
{
    public static readonly IReadOnlyList<string> Names =
        ["Inbound", "Outbound", "PutOff", "Uncertain", "Parked", "Strangers", "Mails", "Transactions", "FailedJobs", "Counters", "Disk"];

    private static readonly TimeSpan CountersStale = TimeSpan.FromHours(3);

    public static IReadOnlyList<Gauge> Of(SystemState system, JobsState jobs, NodeState node, DateTime now)
    {
        var (queue, counters) = (system.Queue, system.Upkeep.SingleOrDefault(one => one.Job == "counters"));
        return
        [
            Lag("Inbound", queue.Inbound, queue.InboundSince, now, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)),
            Lag("Outbound", queue.Outbound, queue.OutboundSince, now, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)),
            Zero("PutOff", queue.PutOff, Tone.Warn),
            Zero("Uncertain", queue.Uncertain, Tone.Warn),
            Zero("Parked", queue.Parked, Tone.Bad),
            Zero("Strangers", queue.Strangers, Tone.Warn),
            Zero("Mails", queue.FailedMails, Tone.Warn),
            Zero("Transactions", system.Database.Transactions.Count, Tone.Bad) with { Since = system.Database.Transactions is [var oldest, ..] ? oldest.Since : null },
            Zero("FailedJobs", (int)jobs.Failed, Tone.Bad),
            new("Counters", counters?.Finding?.Split('\n')[0] ?? "", counters?.Finding is not null ? Tone.Bad : counters is null || counters.At <= now - CountersStale ? Tone.Warn : Tone.Good, counters?.At),
            new("Disk", $"{Sizes.Of(node.DiskFree)} / {Sizes.Of(node.DiskSize)}", Share(node) < .03 ? Tone.Bad : Share(node) < .1 ? Tone.Warn : Tone.Good),
        ];
    }

    private static Gauge Lag(string name, int count, DateTime? since, DateTime now, TimeSpan warn, TimeSpan bad) =>
        new(name, Figure(count), since <= now - bad ? Tone.Bad : since <= now - warn ? Tone.Warn : Tone.Good, since);

    private static Gauge Zero(string name, int count, Tone otherwise) => new(name, Figure(count), count == 0 ? Tone.Good : otherwise);

    private static string Figure(int count) => count.ToString("N0", CultureInfo.CurrentCulture);

    private static double Share(NodeState node) => node.DiskSize == 0 ? 1 : (double)node.DiskFree / node.DiskSize;
}

/// <summary>Bytes as people read them.</summary>
public static class Sizes
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        for (; size >= 1024 && unit < Units.Length - 1; unit++)
        {
            size /= 1024;
        }

        return $"{size.ToString(unit == 0 || size >= 100 ? "N0" : "N1", CultureInfo.CurrentCulture)} {Units[unit]}";
    }
}
