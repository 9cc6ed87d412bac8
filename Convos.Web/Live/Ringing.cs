using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Convos.Data;
using Convos.Web.Pages;
using Microsoft.Extensions.Localization;

namespace Convos.Web;

/// <summary>
/// Tells pages what rings at their person, and when that has been seen to. The log decides what does; a page that hears of it sees to it
/// that all pages of that browser together sound once.
/// </summary>
public sealed class Ringing(Database database, LiveHub hub, IStringLocalizer<Texts> texts, TimeProvider clock, ILogger<Ringing> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>What may still be handed to somebody, and when it is looked at again.</summary>
    private readonly ConcurrentDictionary<long, DateTime> waiting = new();

    public async Task Tell(IReadOnlyList<Event> events, ICollection<Subscriber> subscribers, CancellationToken ct)
    {
        foreach (var subscriber in subscribers)
        {
            // Once for each ticket: whoever comes back after long must not be drowned in it.
            foreach (var settled in events.Where(one => one.TicketId is not null && Settles(one, subscriber.Viewer)).GroupBy(one => one.TicketId))
            {
                // What calls one by name is over when one has read it, whoever holds the ticket.
                var read = settled.Any(one => one.Kind is "read" or "replied");
                subscriber.Send(new(JsonSerializer.Serialize(new { ticket = settled.Key, read }, JsonSerializerOptions.Web), "alert-over"));
            }
        }

        await Ring([.. events.Where(one => Alerts.Kinds.Contains(one.Kind)).Select(one => one.Id)], subscribers, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        while (await Next(timer, stoppingToken))
        {
            var now = clock.Now();
            var due = waiting.Where(one => one.Value <= now).Select(one => one.Key).ToArray();
            foreach (var id in due)
            {
                waiting.TryRemove(id, out _);
            }

            await Ring(due, hub.Subscribers, stoppingToken);
        }
    }

    private async Task Ring(long[] events, ICollection<Subscriber> subscribers, CancellationToken ct)
    {
        if (events.Length == 0 || subscribers.Count == 0)
        {
            return;
        }

        try
        {
            await using var db = await database.Open(ct);
            var now = clock.Now();
            var alerts = await Alerts.Of(db, events, [.. subscribers.Select(one => one.Viewer.Id).Distinct()], now);
            foreach (var early in alerts.Where(one => one.Due > now))
            {
                waiting[early.EventId] = early.Due;
            }

            if (alerts.Where(one => one.Due <= now).ToLookup(one => one.OperatorId) is { Count: > 0 } due)
            {
                Send(due, await AlertSettings.Read(db, [.. due.Select(person => person.Key)]), subscribers);
            }
        }
        catch (Exception failed) when (!ct.IsCancellationRequested)
        {
            // What it would have rung for stands on every page all the same; it must not end the host.
            log.LogError(failed, "Nobody was told of what has just happened");
        }
    }

    private void Send(ILookup<long, Alert> due, IReadOnlyDictionary<long, AlertSettings> settings, ICollection<Subscriber> subscribers)
    {
        foreach (var subscriber in subscribers)
        {
            var wanted = due[subscriber.Viewer.Id].Where(one => settings[one.OperatorId].Wants(one.Kind)).ToList();
            // What nobody took waits in the queue too: whoever is told the one need not be told the other.
            foreach (var alert in wanted.Where(one => one.Kind != AlertKind.Unassigned || !wanted.Exists(other => other.Kind == AlertKind.Stranded && other.TicketId == one.TicketId)))
            {
                // No id: it says nothing of how far the page has read.
                subscriber.Send(new SseItem<string>(Json(alert, settings[alert.OperatorId], subscriber.Viewer), "alert"));
            }
        }
    }

    private string Json(Alert alert, AlertSettings settings, Viewer viewer)
    {
        // It reaches no further than the asynchronous method that this is a part of.
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(viewer.Culture);
        var who = alert.ContactName is { Length: > 0 } name ? name : alert.ContactPhone ?? $"#{alert.ContactId}";
        var said = Wording.Plain(alert.Words);
        var words = alert.MessageKind is { } kind && !kind.SpeaksForItself(alert.Words) ? $"{texts[$"Kind.{kind}"]} {said}".TrimEnd() : said;
        return JsonSerializer.Serialize(
            new
            {
                alert.Key,
                kind = alert.Kind.Name(),
                ticket = alert.TicketId,
                title = alert switch
                {
                    { Kind: AlertKind.Stranded } => texts["Alert.Stranded", who, alert.InboxName].Value,
                    { Kind: AlertKind.Unassigned } => texts["Alert.Queued", who, alert.InboxName].Value,
                    { Kind: AlertKind.Mention } => texts["Alert.Called", alert.AuthorName!, who].Value,
                    { Kind: AlertKind.Rotation } => texts["Alert.Rotates", who].Value,
                    { Given: true } => texts["Alert.Given", who].Value,
                    _ => who,
                },
                words,
                address = alert.Kind is AlertKind.Unassigned or AlertKind.Stranded ? $"/inbox/unassigned/{alert.TicketId}"
                    : alert.Kind == AlertKind.Mention ? $"/inbox/all/{alert.TicketId}" : $"/inbox/mine/{alert.TicketId}",
                tone = settings.Sound ? settings.Of(alert.Kind).Tone.Name() : null,
                settings.Volume,
                settings.Notices,
            }, JsonSerializerOptions.Web);
    }

    /// <summary>They have read it, maybe elsewhere, or somebody has seen to it: nothing is left to tell.</summary>
    private static bool Settles(Event one, Viewer viewer) => one.Kind switch
    {
        "read" or "replied" or "more_time" => one.ActorId == viewer.Id,
        "taken" or "taken_over" or "closed" or "close_undone" or "assigned" or "rotated" or "left" or "released" or "returned" or "transferred" or "moved" =>
            (one.OperatorId != viewer.Id || one.ActorId == viewer.Id) && Reaches(one, viewer),
        _ => false,
    };

    // Where it is now, or where it was: whoever sees it no more is not to be told of it either.
    private static bool Reaches(Event one, Viewer viewer) =>
        (one.InboxId is { } inbox && viewer.Sees(inbox, one.OperatorId)) || (Change.Before(one) is { } before && viewer.Sees(before.Inbox, before.Operator));

    private static async Task<bool> Next(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
