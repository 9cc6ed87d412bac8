using Convos.Data;
using Dapper;

namespace Convos.Tests;

// What may happen to a ticket.
public sealed partial class Histories
{
    private async Task Act(Life life, Ticket ticket, DateTime now)
    {
        var anybody = people[random.Next(people.Length)];
        var holder = people.FirstOrDefault(person => person.Id == ticket.OperatorId) ?? (ticket.OperatorId == lead.Id ? lead : anybody);
        switch (random.Next(30))
        {
            case < 5:
                await Writes(life, random.Next(3) == 0 ? $"{random.Next(1, 6)}" : "¿hola?", now);
                break;
            case < 9:
                await Reply(life, ticket, holder, now);
                break;
            case < 11:
                await Tickets.Apply(database, TicketMove.Take, anybody, ticket.Id, now);
                break;
            case 11:
                await Tickets.Apply(database, TicketMove.TakeOver, lead, ticket.Id, now);
                break;
            case 12:
                await Tickets.Apply(database, TicketMove.Transfer, holder, ticket.Id, now, toOperator: anybody.Id);
                break;
            case 13 or 14:
                await Tickets.Apply(database, TicketMove.Transfer, holder, ticket.Id, now, toInbox: Inboxes[random.Next(2)]);
                break;
            case 15:
                await Tickets.Apply(database, random.Next(2) == 0 ? TicketMove.Release : TicketMove.Reopen, holder, ticket.Id, now);
                break;
            case 16:
                await life.Desk.Arrives(now, Make.Text(life.Phone, "desde el teléfono", now.AddSeconds(-random.Next(60))) with { ByPhone = true });
                break;
            case 17:
                await (random.Next(3) > 0 ? Tags.Add(database, lead, ticket.Id, spam, now) : Tags.Remove(database, lead, ticket.Id, spam, now));
                break;
            case 18:
                await Blocks(ticket, now);
                break;
            case 19:
                await Tickets.OpenOn(database, anybody, ticket.ThreadId, now, Inboxes[random.Next(2)]);
                break;
            case 20 or 21:
                await Presences.Choose(database, anybody.Id, available: random.Next(3) > 0, now);
                break;
            case 22:
                await Leaves(life, ticket, holder, now);
                break;
            default:
                await Closes(life, ticket, holder, now);
                break;
        }
    }

    // It is told some time after it was written.
    private Task Writes(Life life, string text, DateTime now) => life.Desk.Arrives(now, Make.Text(life.Phone, text, now.AddSeconds(-random.Next(60))));

    // Most arrive; some fail, of which some arrive after all, and some are sent again by whoever has the ticket by then.
    private async Task Reply(Life life, Ticket ticket, Viewer by, DateTime now)
    {
        await Window(ticket.Id, now);
        if ((await Messages.Reply(database, by, ticket.Id, "hola", Guid.NewGuid(), now)).Message is not { } message)
        {
            return;
        }

        var fate = random.Next(9);
        Told(life.Desk, $"{message.Id}.1", fate < 3 ? Delivery.Failed : Delivery.Delivered, now.AddSeconds(2));
        if (fate == 0)
        {
            Told(life.Desk, $"{message.Id}.1", Delivery.Delivered, now.AddSeconds(random.Next(3, 4000)));
        }
        else if (fate == 1)
        {
            At(now.AddSeconds(random.Next(3, 4000)), at => Retry(life, ticket.Id, message.Id, at));
        }
    }

    private async Task Retry(Life life, long ticket, long message, DateTime now)
    {
        await Window(ticket, now);
        var held = (await Make.Ticket(database, ticket)).OperatorId;
        var holder = people.FirstOrDefault(person => person.Id == held) ?? lead;
        if ((await Messages.Retry(database, holder, message, now)).Message is not null && random.Next(2) == 0)
        {
            Told(life.Desk, $"{message}.2", random.Next(4) == 0 ? Delivery.Failed : Delivery.Delivered, now.AddSeconds(2));
        }
    }

    private async Task Blocks(Ticket ticket, DateTime now)
    {
        await Contacts.Block(database, lead, ticket.ContactId, "molesta", now);
        At(now.AddSeconds(random.Next(10, 50_000)), at => Contacts.Unblock(database, lead, ticket.ContactId, at));
    }

    // Somebody's tickets go back together; or the customer turns out to be another one, whom somebody has answered and let go.
    private async Task Leaves(Life life, Ticket ticket, Viewer holder, DateTime now)
    {
        if (random.Next(2) == 0)
        {
            await Tickets.ReturnAll(database, admin, holder.Id, now);
            return;
        }

        var other = life with { Phone = Desk.Phone() };
        await Writes(other, "hola", now);
        if (life.Desk != first || await TicketOf(other) is not { } joined)
        {
            return;
        }

        await Tickets.Apply(database, TicketMove.Take, lead, joined.Id, now);
        await Window(joined.Id, now);
        await Messages.Reply(database, lead, joined.Id, "hola", Guid.NewGuid(), now);
        await Tickets.Apply(database, TicketMove.Release, lead, joined.Id, now);
        await Merges.Join(database, lead, ticket.ContactId, joined.ContactId, now);
        life.Left = 0;
    }

    private async Task Closes(Life life, Ticket ticket, Viewer holder, DateTime now)
    {
        await (random.Next(4) > 0 ? Reply(life, ticket, holder, now) : Task.CompletedTask);
        await Tickets.Apply(database, TicketMove.Close, holder, ticket.Id, now);
        if (random.Next(4) == 0)
        {
            At(now.AddSeconds(3), at => Tickets.UndoClose(database, holder, ticket.Id, at));
        }

        if (random.Next(6) == 0)
        {
            At(now.AddHours(random.Next(25, 60)), at => Tickets.Apply(database, TicketMove.Reopen, lead, ticket.Id, at));
        }

        At(now.AddSeconds(random.Next(8, 20)), Clock);
        if (random.Next(5) > 0)
        {
            At(now.AddSeconds(random.Next(21, Steps[random.Next(3, Steps.Length)])), at => Writes(life, $"{random.Next(1, 7)}", at));
        }
    }

    private async Task Window(long ticket, DateTime now)
    {
        await using var db = await database.Open();
        await db.ExecuteAsync("update tickets set window_closes_at = @until where id = @ticket", new { ticket, until = now.AddHours(1) });
    }
}
