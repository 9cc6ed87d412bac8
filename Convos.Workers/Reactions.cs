using Convos.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>Event → job: all that happens at once because something happened. The clock's table is the net below.</summary>
public sealed class Reactions(
    Database database, Lane<DeliverMessages> deliver, Lane<SendReadReceipts> receipts, Lane<SendReactions> reactions, Lane<ShowTyping> typing, Lane<IngestInbound> ingest,
    Lane<FetchFiles> fetch, Lane<GiveFiles> give, Lane<FetchTemplates> templates, Lane<BlockOnChannels> blocks, Lane<ImportContacts> imports,
    Lane<HandOutTickets> handOut, Lane<RotateTickets> rotate, Lane<WelcomeCustomers> welcomes,
    TimeProvider clock, ILogger<Reactions> log) : BackgroundService
{
    private IReadOnlyDictionary<string, Action> Table => new Dictionary<string, Action>
    {
        // Whatever puts a ticket into a queue, or makes room for one with somebody who is there.
        ["opened"] = handOut.Wake,
        ["reopened"] = Assigns,
        ["released"] = handOut.Wake,
        ["returned"] = handOut.Wake,
        ["left"] = Assigns,
        ["rotated"] = Assigns,
        ["transferred"] = Assigns,
        ["moved"] = Assigns,
        ["closed"] = handOut.Wake,
        ["presence"] = handOut.Wake,
        ["settings_changed"] = Assigns,
        // Whatever begins the count of an unanswered ticket anew.
        ["assigned"] = Given,
        ["taken"] = Given,
        // It also makes room with whoever held it.
        ["taken_over"] = Assigns,
        ["close_undone"] = Assigns,
        ["more_time"] = rotate.Wake,
        ["replied"] = () =>
        {
            give.Wake();
            deliver.Wake();
        },
        // A file that the channel has by now lets its messages go.
        ["given"] = deliver.Wake,
        ["received"] = () =>
        {
            fetch.Wake();
            rotate.Wake();
        },
        ["echoed"] = fetch.Wake,
        ["attached"] = fetch.Wake,
        ["said"] = deliver.Wake,
        ["retried"] = () =>
        {
            give.Wake();
            deliver.Wake();
        },
        ["read"] = receipts.Wake,
        ["reacted"] = reactions.Wake,
        // An attempt that ended lets the next one of its thread go, and one put off comes due.
        ["progressed"] = deliver.Wake,
        ["failed"] = () =>
        {
            deliver.Wake();
            rotate.Wake();
        },
        ["templates_wanted"] = templates.Wake,
        ["contact_block_told"] = blocks.Wake,
        ["import_wanted"] = imports.Wake,
    };

    private void Assigns()
    {
        handOut.Wake();
        Given();
    }

    // Whoever holds a ticket by now may be its first operator.
    private void Given()
    {
        rotate.Wake();
        welcomes.Wake();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(OnEvents(stoppingToken), OnBells(stoppingToken), EachSecond(stoppingToken));

    private async Task OnEvents(CancellationToken ct)
    {
        var table = Table;
        await foreach (var batch in new EventTail(database, log).Follow(ct))
        {
            foreach (var kind in batch.Events.Select(one => one.Kind).Distinct().Where(table.ContainsKey))
            {
                table[kind]();
            }
        }
    }

    private async Task OnBells(CancellationToken ct)
    {
        await using var bell = new Bell(database, log, Bell.Inbound, Bell.Typing);
        while (!ct.IsCancellationRequested)
        {
            var rung = await bell.Wait(ct);
            if (rung.Contains(Bell.Inbound))
            {
                ingest.Wake();
            }

            if (rung.Contains(Bell.Typing))
            {
                typing.Wake();
            }
        }
    }

    // What was put off comes due without a word, and what a ring lost is found.
    private async Task EachSecond(CancellationToken ct)
    {
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await second.WaitForNextTickAsync(ct))
        {
            ingest.Wake();
            deliver.Wake();
            typing.Wake();
        }
    }
}
