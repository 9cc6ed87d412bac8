using Convos.Data;

namespace Convos.Web;

/// <summary>A week of the demo desk, played in the order of time. The seed is fixed: every installation sees the same week.</summary>
public sealed class DemoWeek(Database database, DateTime now, IReadOnlyDictionary<string, Viewer> people)
{
    private const int Tickets = 60;

    private readonly Random random = new(20260);
    private readonly PriorityQueue<Func<Task>, DateTime> script = new();

    private enum Ending { Closed, Held, Queued }

    public async Task Play()
    {
        var viewers = people.Values.ToList();
        foreach (var viewer in viewers)
        {
            script.Enqueue(() => Presences.Choose(database, viewer.Id, true, now.AddDays(-7)), now.AddDays(-7));
            script.Enqueue(() => Presences.Choose(database, viewer.Id, false, now), now.AddSeconds(1));
        }

        await Write();
        while (script.TryDequeue(out var happens, out _))
        {
            await happens();
        }

        await using var db = await database.Open();
        foreach (var viewer in viewers)
        {
            await Presences.SignedIn(db, viewer.Id);
        }
    }

    private async Task Write()
    {
        await using var db = await database.Open();
        var channels = new Dictionary<string, Channel>
        {
            ["Ventas"] = (await Channels.ByName(db, "whatsapp-demo"))!,
            ["Soporte"] = (await Channels.ByName(db, "whatsapp-soporte"))!,
        };
        var tags = await Convos.Data.Tags.Offered(db);
        var chats = DemoChats.Load();
        for (var number = 0; number < Tickets; number++)
        {
            var inbox = number % 5 < 3 ? "Ventas" : "Soporte";
            // Whoever comes back comes with another matter.
            var turns = chats[inbox].ElementAt(((number / 2) + (number / 40 * 3)) % chats[inbox].Count());
            // The first twenty people were here before, more than a day earlier.
            var again = number >= 40;
            var ending = again ? (Ending)(number % 3) : number < 20 ? Ending.Closed : number < 30 ? Ending.Held : number < 38 ? Ending.Queued : Ending.Closed;
            var began = again || number >= 20 ? now.AddMinutes(-20 - (random.Next(20, 660) * (ending == Ending.Closed ? 2 : 1))) : now.AddDays(-2 - (number % 4)).AddMinutes(-random.Next(600));
            Chat(channels[inbox], number % 40, Holder(inbox, number), turns, ending, began, number, [.. Tags(tags, number)]);
        }
    }

    // Most tickets bear none, a few bear more than a row shows.
    private static IEnumerable<long> Tags(IReadOnlyList<Tag> tags, int number) =>
        number % 3 == 1 ? tags.Skip(number % tags.Count).Take(number % 7 == 0 ? 3 : 1).Select(tag => tag.Id) : [];

    private Viewer Holder(string inbox, int number) =>
        people[inbox == "Ventas" && number % 2 == 0 ? "ana@convos.test" : number % 9 == 8 ? "supervisora@convos.test" : "bruno@convos.test"];

    private void Chat(Channel channel, int person, Viewer holder, IReadOnlyList<DemoTurn> turns, Ending ending, DateTime began, int number, long[] tags)
    {
        var at = began;
        var ticket = 0L;
        var taken = false;
        var kept = ending == Ending.Queued ? turns.TakeWhile(turn => turn.By == DemoTurn.Side.Customer) : turns;
        foreach (var turn in kept)
        {
            at = at.AddSeconds(turn.By == DemoTurn.Side.Customer ? random.Next(8, 90) : random.Next(20, 240));
            var when = at;
            if (turn.By == DemoTurn.Side.Customer)
            {
                script.Enqueue(async () => ticket = await Says(channel, person, turn, when), when);
                continue;
            }

            if (!taken)
            {
                taken = true;
                var takes = when.AddSeconds(-random.Next(5, 20));
                script.Enqueue(() => Convos.Data.Tickets.Apply(database, TicketMove.Take, holder, ticket, takes), takes);
            }

            var text = turn.Text.Replace("{nombre}", DemoChats.Names[person].Split(' ')[0], StringComparison.Ordinal);
            script.Enqueue(() => turn.By == DemoTurn.Side.Note
                ? Messages.Note(database, holder, ticket, text, Guid.NewGuid(), when)
                : Answers(channel, holder, ticket, text, when, fails: number % 17 == 5), when);
        }

        foreach (var tag in tags)
        {
            script.Enqueue(() => Convos.Data.Tags.Add(database, holder, ticket, tag, at), at);
        }

        if (ending == Ending.Closed)
        {
            var closes = at.AddMinutes(random.Next(2, 15));
            script.Enqueue(() => Convos.Data.Tickets.Apply(database, TicketMove.Close, holder, ticket, closes), closes);
            Rates(channel, person, closes, number);
        }
    }

    // Three of four who are asked answer; most are content.
    private void Rates(Channel channel, int person, DateTime closed, int number)
    {
        var (asks, isAsked) = (closed + TicketMove.UndoneWithin, false);
        script.Enqueue(async () => isAsked = await Surveys.SayNext(database, asks) && await Leaves(channel, asks), asks);
        var (answers, score) = (asks.AddSeconds(random.Next(20, 600)), number % 9 == 0 ? 2 : number % 5 == 0 ? 3 : number % 3 == 0 ? 4 : 5);
        script.Enqueue(async () =>
        {
            if (isAsked && number % 4 > 0)
            {
                await Says(channel, person, new DemoTurn(DemoTurn.Side.Customer, MessageKind.Text, $"{score}"), answers);
                await Leaves(channel, answers);
            }
        }, answers);
    }

    private async Task<long> Says(Channel channel, int person, DemoTurn turn, DateTime at)
    {
        var phone = DemoChats.Phone(person);
        var sender = new Sender([new Alias("phone", PhoneNumbers.Canonical(phone))], DemoChats.Names[person], PhoneNumbers.Display(phone), phone);
        // Whole seconds, as the provider's clock has them.
        var second = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        var message = new InboundMessage($"wamid.demo{Guid.NewGuid():N}", second, sender, turn.Kind, turn.Text, null, null);
        await database.InTransaction(async db =>
        {
            await Ingest.Apply(db, channel, [message], at);
            return true;
        });
        await using var opened = await database.Open();
        return await Convos.Data.Tickets.OpenOf(opened, channel.Id, message.ExternalId) ?? 0;
    }

    private async Task Answers(Channel channel, Viewer holder, long ticket, string text, DateTime at, bool fails)
    {
        await Messages.Reply(database, holder, ticket, text, Guid.NewGuid(), at);
        await Leaves(channel, at, fails);
    }

    // Whatever was said last. Answers whether anything was.
    private async Task<bool> Leaves(Channel channel, DateTime at, bool fails = false)
    {
        await using var db = await database.Open();
        if (await Outbox.Claim(db, at) is not { } item)
        {
            return false;
        }

        if (fails)
        {
            await Outbox.Failed(database, item, "131026 · El número no puede recibir este mensaje", at.AddSeconds(1));
            return true;
        }

        var id = $"wamid.demo{Guid.NewGuid():N}";
        await Outbox.Accepted(database, item, id, at.AddSeconds(1));
        await Tick(channel, id, Delivery.Delivered, at.AddSeconds(2));
        if (random.Next(4) > 0)
        {
            await Tick(channel, id, Delivery.Read, at.AddSeconds(9));
        }

        return true;
    }

    private Task<bool> Tick(Channel channel, string id, Delivery state, DateTime at) =>
        database.InTransaction(async db =>
        {
            await Ingest.Apply(db, channel, [new InboundStatus(id, at, state, null, null)], at);
            return true;
        });
}
