using System.Globalization;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>
/// Tickets as a file, one a line; of those behind a figure, also how often each counts in it, and with how many seconds. The last line says how many there
/// are, and by which zone's clocks times are written: the report's where a figure led here, which is named with its days and whose it is.
/// </summary>
public static class TicketExports
{
    private static readonly string[] Heads =
    [
        "Number", "State", "Inbox", "Channel", "Origin", "Contact", "Phone", "Tags", "Opened", "FirstAssigned", "FirstAnswered", "ClosedAt", "ClosedBy",
        "Operator", "Reason", "Observation", "Received", "Sent", "Score",
    ];

    // What took time, by the name that the report gives it.
    private static readonly string[] Durations = ["queue_wait", "first_reply", "resolution", "handled"];

    public static async Task Write(Stream body, IAsyncEnumerable<TicketExport> tickets, FigureTitle? figure, TimeZoneInfo zone, IStringLocalizer<Texts> texts, CancellationToken ct)
    {
        await using var csv = Spreadsheet.Write(body);
        await csv.Row([.. Heads.Select(head => texts[$"Tickets.{head}"].Value), .. TimeHeads(texts), .. figure is null ? Array.Empty<string>() : [texts["Tickets.Times"].Value, texts["Tickets.Seconds"].Value]], ct);
        var (times, seconds) = (0L, 0L);
        var (count, states, origins) = (0, Named<TicketStatus>("Status", texts), Named<TicketOrigin>("Origin", texts));
        await foreach (var ticket in tickets.WithCancellation(ct))
        {
            count++;
            times += ticket.Times;
            seconds += ticket.Seconds;
            await csv.Row(
                [
                    Number(ticket.Id), states[ticket.Status], ticket.Inbox, ticket.Channel, origins[ticket.Origin], ticket.Contact, ticket.Phone ?? "",
                    string.Join("; ", ticket.Tags), Zones.Iso(ticket.OpenedAt, zone), Zones.Iso(ticket.AssignedAt, zone), Zones.Iso(ticket.AnsweredAt, zone),
                    Zones.Iso(ticket.ClosedAt, zone), ticket.ClosedBy ?? "", ticket.Operator ?? "", ticket.Reason ?? "", ticket.Observation ?? "",
                    Number(ticket.Received), Number(ticket.Sent), Number(ticket.Score),
                    Number(ticket.Wait), Number(ticket.WaitOpen), Number(ticket.Reply), Number(ticket.ReplyOpen), Number(ticket.Resolution), Number(ticket.ResolutionOpen),
                    Number(ticket.Handling), Number(ticket.HandlingOpen), Number(ticket.Closings), Number(ticket.Reopenings), .. figure is null ? Array.Empty<string>() : [Number(ticket.Times), Number(ticket.Seconds)],
                ], ct);
        }

        await csv.Row([texts["Tickets.Total"], Number(count), texts["Tickets.ZoneOf", zone.Id], .. figure is null ? [] : Said(figure, times, seconds, texts)], ct);
    }

    private static IEnumerable<string> TimeHeads(IStringLocalizer<Texts> texts) =>
        Durations.SelectMany(key => new[] { $"{texts[$"Metric.{key}"]} (s)", $"{texts[$"Metric.{key}"]} · {texts["Performance.InHours"]} (s)" })
            .Concat([texts["Metric.closings"], texts["Metric.reopened"]]);

    private static string[] Said(FigureTitle figure, long times, long seconds, IStringLocalizer<Texts> texts) =>
    [
        texts["Tickets.Times"], Number(times), texts["Tickets.Seconds"], Number(seconds),
        figure.Metric(texts), figure.Days, figure.Clock(texts), figure.Inbox(texts), figure.Person(texts),
    ];

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static Dictionary<T, string> Named<T>(string family, IStringLocalizer<Texts> texts) where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(value => value, value => texts[$"{family}.{value}"].Value);
}
