using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>Random lives of tickets, lived through the moves themselves: what is refused does not happen.</summary>
public sealed class Histories(Database database, Random random)
{
    private static readonly int[] Steps = [5, 70, 400, 2400, 18_000, 50_000, 90_000];

    private Desk first = null!;
    private Desk second = null!;
    private Viewer[] people = [];
    private Viewer lead = null!;

    public long[] Inboxes => [first.Inbox, second.Inbox];

    public IReadOnlyList<Viewer> People => people;

    public Viewer Lead => lead;

    public static async Task<Histories> Begin(Database database, int seed)
    {
        var histories = new Histories(database, new Random(seed)) { first = await Desk.Open(database), second = await Desk.Open(database) };
        var both = histories.Inboxes;
        await Make.Rules(database, both[0], rules => rules with { Survey = "¿Del 1 al 5?" });
        histories.people =
        [
            await Make.Operator(database, inboxes: both), await Make.Operator(database, inboxes: both), await Make.Operator(database, inboxes: both),
        ];
        histories.lead = await Make.Operator(database, Role.Supervisor, inboxes: both);
        return histories;
    }

    /// <summary>One after another, each beginning at some minute of the two weeks from <paramref name="from"/>.</summary>
    public async Task Live(DateTime from, int many)
    {
        for (var life = 0; life < many; life++)
        {
            await Live(from.AddMinutes(random.Next(14 * 24 * 60)).AddMilliseconds(random.Next(60_000)));
        }
    }

    private async Task Live(DateTime now)
    {
        var phone = Desk.Phone();
        await first.Arrives(now, Make.Text(phone, "hola", now.AddSeconds(-random.Next(90))));
        for (var step = random.Next(3, 16); step > 0; step--)
        {
            now = await Act(phone, now.AddSeconds(random.Next(1, Steps[random.Next(Steps.Length)])).AddMilliseconds(random.Next(1000)));
        }
    }

    /// <returns>The moment at which it is over.</returns>
    private async Task<DateTime> Act(string phone, DateTime now)
    {
        var ticket = await first.Ticket(phone);
        var anybody = people[random.Next(people.Length)];
        var holder = people.FirstOrDefault(person => person.Id == ticket.OperatorId) ?? (ticket.OperatorId == lead.Id ? lead : anybody);
        switch (random.Next(14))
        {
            case 0 or 1 or 2:
                await first.Arrives(now, Make.Text(phone, random.Next(3) == 0 ? "5" : "¿hola?", now.AddSeconds(-random.Next(40))));
                break;
            case 3 or 4 or 5:
                await Reply(ticket, holder, now);
                break;
            case 6:
                var failed = await Reply(ticket, holder, now);
                await (failed is null ? Task.CompletedTask : first.Arrives(now.AddSeconds(2), new InboundStatus($"wamid.{Guid.NewGuid():N}", now, Delivery.Failed, "no", $"{failed.Id}.1")));
                break;
            case 7 or 8:
                await Tickets.Apply(database, TicketMove.Take, anybody, ticket.Id, now);
                break;
            case 9:
                await Tickets.Apply(database, TicketMove.TakeOver, lead, ticket.Id, now);
                break;
            case 10:
                await Tickets.Apply(database, TicketMove.Transfer, holder, ticket.Id, now, toOperator: anybody.Id);
                break;
            case 11:
                await Tickets.Apply(database, TicketMove.Transfer, holder, ticket.Id, now, toInbox: Inboxes[random.Next(2)]);
                break;
            case 12:
                await Tickets.Apply(database, random.Next(2) == 0 ? TicketMove.Release : TicketMove.Reopen, holder, ticket.Id, now);
                break;
            default:
                await (random.Next(2) == 0 ? Reply(ticket, holder, now) : Task.CompletedTask);
                await Tickets.Apply(database, TicketMove.Close, holder, ticket.Id, now);
                await (random.Next(4) == 0 ? Tickets.UndoClose(database, holder, ticket.Id, now.AddSeconds(3)) : Task.CompletedTask);
                return await Ask(phone, now.AddSeconds(random.Next(8, 20)));
        }

        return now;
    }

    // Whatever is due by now, of anybody's; now and then it does not arrive, or is answered.
    private async Task<DateTime> Ask(string phone, DateTime now)
    {
        while (await Surveys.SayNext(database, now))
        {
            var said = await Make.One<long?>(database, "select max(message_id) from surveys where said_at = @now", new { now });
            await (said is null || random.Next(6) > 0
                ? Task.CompletedTask
                : first.Arrives(now, new InboundStatus($"wamid.{Guid.NewGuid():N}", now, Delivery.Failed, "no", $"{said}.1")));
        }

        if (random.Next(2) == 0)
        {
            now = now.AddSeconds(random.Next(1, Steps[random.Next(Steps.Length)]));
            await first.Arrives(now, Make.Text(phone, $"{random.Next(1, 7)}", now.AddSeconds(-random.Next(3))));
        }

        return now;
    }

    private async Task<Message?> Reply(Ticket ticket, Viewer by, DateTime now)
    {
        await using (var db = await database.Open())
        {
            await db.ExecuteAsync("update tickets set window_closes_at = @until where id = @Id", new { ticket.Id, until = now.AddHours(1) });
        }

        return (await Messages.Reply(database, by, ticket.Id, "hola", Guid.NewGuid(), now)).Message;
    }
}
