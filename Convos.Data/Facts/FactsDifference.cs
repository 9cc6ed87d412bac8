using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What must change so that what stands is what should; written at once, with the cells of sums that it makes stale.</summary>
internal sealed class FactsDifference
{
    private readonly List<(long Ticket, long Id)> gone = [];
    private readonly List<(long Ticket, Fact Fact)> fresh = [];
    private readonly List<long> heldOtherwise = [];
    private readonly List<(long Ticket, Holding Holding)> holdings = [];
    private readonly HashSet<(DateTime At, long Inbox, long Operator)> cells = [];

    public void Between(long ticket, IEnumerable<Facts.Known> known, IEnumerable<Fact> facts)
    {
        var standing = known.GroupBy(one => one.Fact).ToDictionary(same => same.Key, same => new Stack<long>(same.Select(one => one.Id)));
        foreach (var fact in facts)
        {
            if (standing.TryGetValue(fact, out var ids) && ids.TryPop(out _))
            {
                continue;
            }

            fresh.Add((ticket, fact));
            Stale(fact);
        }

        foreach (var (fact, ids) in standing.Where(one => one.Value.Count > 0))
        {
            gone.AddRange(ids.Select(id => (ticket, id)));
            Stale(fact);
        }
    }

    public void Between(long ticket, IEnumerable<Facts.KnownHolding> known, IReadOnlyList<Holding> held)
    {
        if (known.Select(one => one.Holding).ToHashSet().SetEquals(held))
        {
            return;
        }

        heldOtherwise.Add(ticket);
        holdings.AddRange(held.Select(one => (ticket, one)));
    }

    public async Task Write(NpgsqlConnection db)
    {
        await (gone.Count == 0 ? Task.CompletedTask : Forget(db));
        await (fresh.Count == 0 ? Task.CompletedTask : Add(db));
        await (heldOtherwise.Count == 0 ? Task.CompletedTask : Hold(db));
        await (cells.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            "insert into rollups_due (at, inbox_id, operator_id) select * from unnest(@times, @inboxes, @people)", new
            {
                times = cells.Select(cell => cell.At).ToArray(),
                inboxes = cells.Select(cell => cell.Inbox).ToArray(),
                people = cells.Select(cell => cell.Operator).ToArray(),
            }));
    }

    // What waits is counted as it stands.
    private void Stale(Fact fact)
    {
        if (fact.Kind != FactKind.FirstWait)
        {
            cells.Add((Cells.Quarter(fact.At), fact.InboxId, fact.OperatorId ?? 0));
        }
    }

    private Task Forget(NpgsqlConnection db) =>
        db.ExecuteAsync(
            "delete from facts f using unnest(@tickets, @ids) gone(ticket_id, id) where f.ticket_id = gone.ticket_id and f.id = gone.id", new
            {
                tickets = gone.Select(one => one.Ticket).ToArray(),
                ids = gone.Select(one => one.Id).ToArray(),
            });

    private Task Add(NpgsqlConnection db) =>
        db.ExecuteAsync(
            """
            insert into facts (ticket_id, kind, at, inbox_id, operator_id, n, seconds, business, since, schedule_id, schedule_version,
              asked_id, message_id, event_id, before_inbox, before_both, moved)
            select * from unnest(@tickets, @kinds, @times, @inboxes, @people, @counts, @seconds, @business, @sinces, @schedules, @versions,
              @asked, @messages, @events, @beforeInbox, @beforeBoth, @moved)
            """, new
            {
                tickets = fresh.Select(one => one.Ticket).ToArray(),
                kinds = fresh.Select(one => one.Fact.Kind.Name()).ToArray(),
                times = fresh.Select(one => one.Fact.At).ToArray(),
                inboxes = fresh.Select(one => one.Fact.InboxId).ToArray(),
                people = fresh.Select(one => one.Fact.OperatorId).ToArray(),
                counts = fresh.Select(one => one.Fact.N).ToArray(),
                seconds = fresh.Select(one => one.Fact.Seconds).ToArray(),
                business = fresh.Select(one => one.Fact.Business).ToArray(),
                sinces = fresh.Select(one => one.Fact.Since).ToArray(),
                schedules = fresh.Select(one => one.Fact.ScheduleId).ToArray(),
                versions = fresh.Select(one => one.Fact.ScheduleVersion).ToArray(),
                asked = fresh.Select(one => one.Fact.AskedId).ToArray(),
                messages = fresh.Select(one => one.Fact.MessageId).ToArray(),
                events = fresh.Select(one => one.Fact.EventId).ToArray(),
                beforeInbox = fresh.Select(one => one.Fact.BeforeInbox).ToArray(),
                beforeBoth = fresh.Select(one => one.Fact.BeforeBoth).ToArray(),
                moved = fresh.Select(one => one.Fact.Moved).ToArray(),
            });

    private async Task Hold(NpgsqlConnection db)
    {
        await db.ExecuteAsync("delete from holdings where ticket_id = any(@heldOtherwise)", new { heldOtherwise = heldOtherwise.ToArray() });
        await (holdings.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(
            "insert into holdings (ticket_id, operator_id, inbox_id, since, until) select * from unnest(@tickets, @people, @inboxes, @sinces, @untils)", new
            {
                tickets = holdings.Select(one => one.Ticket).ToArray(),
                people = holdings.Select(one => one.Holding.OperatorId).ToArray(),
                inboxes = holdings.Select(one => one.Holding.InboxId).ToArray(),
                sinces = holdings.Select(one => one.Holding.Since).ToArray(),
                untils = holdings.Select(one => one.Holding.Until).ToArray(),
            }));
    }
}
