using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>A figure in words, as the head of its list and the last line of its file say it: which it is, of which days, and whose.</summary>
public sealed record FigureTitle(TicketsBehind Behind, ReportNames Names)
{
    public ReportQuery Report => Behind.Report;

    public string Metric(IStringLocalizer texts) => string.Join(" · ", new[]
    {
        texts[Behind.Hour is null ? $"Metric.{Behind.Metric.Key}" : $"Performance.Heat.{Behind.Metric.Key}"].Value,
        Behind.Band is { } band ? texts[$"Performance.Band.{band}"].Value : null,
        Behind.Hour is { } hour ? HeatMap.Says(hour) : null,
    }.OfType<string>());

    public string Inbox(IStringLocalizer texts) => Report.Inbox is { } inbox ? Names.Inbox(inbox) : texts["Tickets.Behind.AnyInbox"];

    /// <summary>Who does not lead has figures of their own work alone.</summary>
    public string Person(IStringLocalizer texts) =>
        Report.Operator is { } person ? Names.Person(person) : Behind.Reader.Leads ? texts["Tickets.Behind.Anybody"] : Behind.Reader.Name;

    public string Clock(IStringLocalizer texts) => texts[Report.Business ? "Performance.InHours" : "Performance.InCalendar"];

    /// <summary>Its days as ISO 8601 writes them, the last one included.</summary>
    public string Days => $"{Zones.Day(Report.From)}/{Zones.Day(Report.To)}";
}
