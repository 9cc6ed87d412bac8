using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>
/// Random lives of tickets, lived side by side through the moves themselves, with what the clock does to them: what is refused does not happen.
/// The first inbox asks for ratings; the second hands out by itself, rotates, gives back what was left and ends silences. Every other customer
/// comes through a dialogue.
/// </summary>
public sealed partial class Histories(Database database, Random random)
{
    private static readonly int[] Steps = [5, 70, 400, 2400, 18_000, 50_000, 90_000];

    private readonly PriorityQueue<Func<DateTime, Task>, (DateTime At, int Place)> agenda = new();
    private int place;

    private Desk first = null!;
    private Desk second = null!;
    private Viewer[] people = [];
    private Viewer lead = null!;
    private Viewer admin = null!;
    private long spam;

    /// <summary>A customer on one channel, and how often something happens to them yet.</summary>
    private sealed record Life(string Phone, Desk Desk)
    {
        public int Left { get; set; }
    }

    public long[] Inboxes => [first.Inbox, second.Inbox];

    public IReadOnlyList<Viewer> People => people;

    public Viewer Lead => lead;

    public static async Task<Histories> Begin(Database database, int seed)
    {
        var histories = new Histories(database, new Random(seed)) { first = await Desk.Open(database), second = await Desk.Open(database) };
        var both = histories.Inboxes;
        await Make.Rules(database, both[0], rules => rules with { Survey = "¿Del 1 al 5?" });
        await Make.Rules(database, both[1], rules => rules with { Strategy = Strategy.RoundRobin, RotationMinutes = 40, OnLeave = OnLeave.Reassign, LeaveMinutes = 5, AutoCloseHours = 5 });
        var dialogue = new Dialogue("¡Hola!", [new("Ventas", both[0]), new("Soporte", both[1])], new("Una persona", both[1]), null, "", "", "No entendí.");
        await Dialogues.Save(database, null, histories.second.Channel.Name, dialogue, inForce: true, Make.Noon);
        await using var db = await database.Open();
        histories.second = histories.second with { Channel = (await Channels.ByName(db, histories.second.Channel.Name))! };
        histories.spam = await db.QuerySingleOrDefaultAsync<long?>("select id from tags where name = 'Spam'") ?? (await Tags.Create(db, "Spam", "", 1, Make.Noon))!.Value;
        histories.people =
        [
            await Make.Operator(database, inboxes: both), await Make.Operator(database, inboxes: both), await Make.Operator(database, inboxes: both),
        ];
        histories.lead = await Make.Operator(database, Role.Supervisor, inboxes: both);
        histories.admin = await Make.Operator(database, Role.Admin);
        return histories;
    }

    /// <summary>Each begins at some minute of the two weeks from <paramref name="from"/>; nothing happens before what happened earlier.</summary>
    public async Task Live(DateTime from, int many)
    {
        for (var life = 0; life < many; life++)
        {
            var begins = from.AddMinutes(random.Next(14 * 24 * 60)).AddMilliseconds(random.Next(60_000));
            At(begins, now => Begin(new Life(Desk.Phone(), random.Next(2) == 0 ? first : second) { Left = random.Next(4, 18) }, now));
        }

        for (var score = 1; score <= 5; score++)
        {
            Rates(score, from.AddDays(15).AddHours(score));
        }

        while (agenda.TryDequeue(out var act, out var due))
        {
            await act(due.At);
            await (random.Next(3) == 0 ? Clock(due.At) : Task.CompletedTask);
        }

        while (await Facts.CatchUp(database) > 0)
        {
        }
    }

    private void At(DateTime at, Func<DateTime, Task> act) => agenda.Enqueue(act, (at, place++));

    private async Task Begin(Life life, DateTime now)
    {
        await Writes(life, "hola", now);
        if (await TicketOf(life) is { } ticket && random.Next(5) == 0)
        {
            await Bears(ticket, random.Next(2) == 0 ? TicketOrigin.Rescue : TicketOrigin.Api);
        }

        Next(life, now);
    }

    // Attended as one should be: few of the others ever say how it was.
    private void Rates(int score, DateTime from)
    {
        var (life, ticket) = (new Life(Desk.Phone(), first), 0L);
        At(from, async now =>
        {
            await life.Desk.Arrives(now, Make.Text(life.Phone, "hola", now));
            ticket = (await TicketOf(life))!.Id;
        });
        At(from.AddMinutes(1), now => Tickets.Apply(database, TicketMove.Take, lead, ticket, now));
        At(from.AddMinutes(2), now => Messages.Reply(database, lead, ticket, "hola", Guid.NewGuid(), now));
        At(from.AddMinutes(3), now => Tickets.Apply(database, TicketMove.Close, lead, ticket, now));
        At(from.AddMinutes(4), Clock);
        At(from.AddMinutes(9), now => life.Desk.Arrives(now, Make.Text(life.Phone, $"{score}", now)));
    }

    // No channel begins one so yet; what it counts is told of the log all the same.
    private async Task Bears(Ticket ticket, TicketOrigin origin)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync(
            """
            update conversations set started_at = started_at - interval '5 minutes' where id = (select conversation_id from tickets where id = @Id);
            update tickets set origin = @origin where id = @Id;
            update events set data = data || jsonb_build_object('origin', @origin) where ticket_id = @Id and kind = 'opened';
            insert into reckonings (ticket_id) values (@Id)
            """, new { ticket.Id, origin = origin.Name() });
    }

    private void Next(Life life, DateTime now)
    {
        if (life.Left-- > 0)
        {
            At(now.AddSeconds(random.Next(1, Steps[random.Next(Steps.Length)])).AddMilliseconds(random.Next(1000)), async at =>
            {
                await (await TicketOf(life) is { } ticket ? Act(life, ticket, at) : Writes(life, random.Next(4) == 0 ? "¿hola?" : $"{random.Next(1, 3)}", at));
                Next(life, at);
            });
        }
    }

    // What is due by now, of anybody's.
    private async Task Clock(DateTime now)
    {
        await Assignments.PlanRotations(database, now);
        await Assignments.Rotate(database, now);
        await Assignments.GiveBackLeft(database, now);
        await Tickets.CloseSilent(database, now);
        await Assignments.HandOut(database, second.Inbox, () => now, 2);
        while (await Surveys.SayNext(database, now))
        {
            var said = await Make.One<(long? Id, long? Channel)>(
                database, "select max(m.id), max(m.channel_id) from surveys s join messages m on m.id = s.message_id where s.said_at = @now", new { now });
            if (said.Id is { } question && random.Next(6) == 0)
            {
                Told(said.Channel == first.Channel.Id ? first : second, $"{question}.1", Delivery.Failed, now.AddSeconds(1));
            }
        }
    }

    private async Task<Ticket?> TicketOf(Life life)
    {
        var id = await Make.One<long?>(
            database,
            """
            select max(t.id) from tickets t join contact_aliases a on a.contact_id = t.contact_id where t.channel_id = @channel and a.value = @phone
            """, new { channel = life.Desk.Channel.Id, phone = PhoneNumbers.Canonical(life.Phone) });
        return id is { } ticket ? await Make.Ticket(database, ticket) : null;
    }

    private void Told(Desk desk, string attempt, Delivery state, DateTime at) => At(at, now => desk.Arrives(
        now, new InboundStatus($"wamid.{Guid.NewGuid():N}", now, state, state == Delivery.Failed ? "no" : null, attempt)));
}
