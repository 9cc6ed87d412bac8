using System.Globalization;
using Convos.Data;
using Convos.Web.Pages;
using Convos.Workers;
using Microsoft.Extensions.Localization;

namespace Convos.Web;

/// <summary>The week's figures of one reader: what the page would show them, as HTML with its charts as pictures, and the file.</summary>
public sealed class WeeklyLetter(Database database, PartialRenderer renderer, IStringLocalizer<Texts> texts) : IWeeklyLetter
{
    private static readonly Metric[] Told =
        [Metric.Created, Metric.Attended, Metric.Closings, Metric.Resolved, Metric.FirstReply, Metric.Turn, Metric.Resolution, Metric.Target, Metric.QueueWait, Metric.Abandoned];

    // As many as a mail is wide; the file has all of them.
    private static readonly Metric[] OfInboxes = [Metric.Created, Metric.Attended, Metric.Resolved, Metric.FirstReply, Metric.Resolution];

    public async Task<MailContent> Write(WeeklyReader reader, CancellationToken ct)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(reader.Culture);
        await using var db = await database.Open(ct);
        var viewer = (await Operators.Viewers(db, [reader.OperatorId]))[reader.OperatorId];
        var asked = new ReportQuery(reader.Monday, reader.Monday.AddDays(6), await Reports.Zone(db));
        var report = await Reports.Read(db, viewer, asked);
        var before = await Reports.Read(db, viewer, asked.Before());
        var series = await Reports.Series(db, viewer, asked);
        var names = await Reports.Names(db, viewer);
        var inboxes = names.Inboxes.Where(inbox => report.Inboxes.Contains(inbox.Id)).ToList();
        // Where nobody is asked there is nothing to tell.
        Metric[] metrics = report.Of(Metric.Surveys).N > 0 ? [.. Told, Metric.Csat, Metric.SurveyAnswers] : Told;
        var subject = texts["Weekly.Subject", asked.Period(texts)].Value;
        var letter = new WeeklyMail(
            reader, asked, subject,
            [.. metrics.Select(metric => new WeeklyFigure(texts[$"Metric.{metric.Key}"], Said(report.Of(metric), metric), Said(before.Of(metric), metric), FigureWords.Change(report.Of(metric), before.Of(metric), metric.Unit)))],
            [.. OfInboxes.Select(metric => texts[$"Metric.{metric.Key}"].Value)],
            [.. inboxes.Select(inbox => new WeeklyInbox(inbox.Name, [.. OfInboxes.Select(metric => Said(report.Of(metric, inbox.Id), metric))]))],
            [.. series.Select(point => new WeeklyDay(point.From.ToString("ddd d", CultureInfo.CurrentCulture), point.Created, point.Closings, point.FirstReply.Headline(MetricUnit.Duration)))]);
        return new MailContent(reader.Email, reader.Name, subject, Text(letter), await renderer.Render("Mails/_Weekly", letter, reader.Culture))
        {
            Parts =
            [
                new("volume.png", "image/png", ChartPicture.Bars([.. series.Select(point => (double)point.Created)], [.. series.Select(point => (double)point.Closings)]), true),
                new("first-reply.png", "image/png", ChartPicture.Line([.. series.Select(point => point.FirstReply.Median)]), true),
                new("performance.csv", "text/csv; charset=utf-8", await File(new NamedReport(report, names, await Reports.PresenceTimes(db, viewer, asked, asked.End), await Reports.Occupations(db, viewer, asked), series, before), ct), false),
            ],
        };
    }

    private static string Said(Figure figure, Metric metric) => figure.Headline(metric.Unit);

    private string Text(WeeklyMail letter) => string.Join("\n", letter.Figures.Select(figure => $"{figure.Name}: {figure.Now}{(figure.Change is { } change ? $" ({change})" : "")}")
        .Prepend("").Prepend(letter.Subject).Append("").Append(texts["Weekly.Zone", letter.Asked.Zone]).Append(texts["Weekly.Stop"]));

    private async Task<byte[]> File(NamedReport named, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        await PerformanceExports.Write(memory, named, texts, ct);
        return memory.ToArray();
    }
}

/// <summary>A weekly report, for its partial: <c>Heads</c> in the order of each inbox's cells.</summary>
public sealed record WeeklyMail(
    WeeklyReader Reader, ReportQuery Asked, string Subject, IReadOnlyList<WeeklyFigure> Figures, IReadOnlyList<string> Heads, IReadOnlyList<WeeklyInbox> Inboxes,
    IReadOnlyList<WeeklyDay> Days);

public sealed record WeeklyFigure(string Name, string Now, string Before, string? Change);

public sealed record WeeklyInbox(string Name, IReadOnlyList<string> Cells);

public sealed record WeeklyDay(string Name, long Created, long Closings, string FirstReply);
