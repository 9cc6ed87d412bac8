using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What must change so that what stands is what should; written at once, with the cells of sums that it makes stale.</summary>
internal sealed class FactsDifference
{
    private readonly List<(long Ticket, long Id)> gone = [];
    private readonly List<(long Ticket, Fact Fact)> fresh = [];
    private readonly List<long> heldOtherwise = [];
    private DateTime heldFrom = DateTime.MaxValue;
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
        var stood = known.Select(one => one.Holding).ToHashSet();
        if (stood.SetEquals(held))
        {
            return;
        }

        // Who held it before that is as it was; what only ends otherwise is as it was until then.
        var since = stood.Except(held).Concat(held.Except(stood)).GroupBy(one => (one.OperatorId, one.Since))
            .Min(same => same.Count() == 1 ? same.Key.Since : same.Min(one => one.Until ?? DateTime.MaxValue));
        heldFrom = since < heldFrom ? since : heldFrom;
        heldOtherwise.Add(ticket);
        holdings.AddRange(held.Select(one => (ticket, one)));
    }

    /// <summary>All of it in one go.</summary>
    public Task Write(NpgsqlConnection db)
    {
        var (statements, parameters) = (new List<string>(), new DynamicParameters());
        Forget(statements, parameters);
        Add(statements, parameters);
        Hold(statements, parameters);
        Stale(statements, parameters);
        return statements.Count == 0 ? Task.CompletedTask : db.ExecuteAsync(string.Join(";\n", statements), parameters);
    }

    // What waits is counted as it stands.
    private void Stale(Fact fact)
    {
        if (fact.Kind != FactKind.FirstWait)
        {
            cells.Add((Cells.Quarter(fact.At), fact.InboxId, fact.OperatorId ?? 0));
        }
    }

    private void Forget(List<string> statements, DynamicParameters parameters)
    {
        if (gone.Count == 0)
        {
            return;
        }

        statements.Add("delete from facts f using unnest(@goneTickets, @goneIds) gone(ticket_id, id) where f.ticket_id = gone.ticket_id and f.id = gone.id");
        parameters.AddDynamicParams(new
        {
            goneTickets = gone.Select(one => one.Ticket).ToArray(),
            goneIds = gone.Select(one => one.Id).ToArray(),
        });
    }

    private void Add(List<string> statements, DynamicParameters parameters)
    {
        if (fresh.Count == 0)
        {
            return;
        }

        statements.Add(
            """
            insert into facts (ticket_id, kind, at, inbox_id, operator_id, n, seconds, business, since, schedule_id, schedule_version,
              asked_id, message_id, event_id, before_inbox, before_both, moved)
            select * from unnest(@tickets, @kinds, @times, @inboxes, @people, @counts, @seconds, @business, @sinces, @schedules, @versions,
              @asked, @messages, @events, @beforeInbox, @beforeBoth, @moved)
            """);
        parameters.AddDynamicParams(new
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
    }

    private void Hold(List<string> statements, DynamicParameters parameters)
    {
        if (heldOtherwise.Count == 0)
        {
            return;
        }

        statements.Add("delete from holdings where ticket_id = any(@heldOtherwise)");
        parameters.Add("heldOtherwise", heldOtherwise.ToArray());
        // In another inbox it weighs the same.
        if (heldFrom < DateTime.MaxValue)
        {
            statements.Add("insert into loads_due (at) values (@heldFrom)");
            parameters.AddDynamicParams(new { heldFrom });
        }

        if (holdings.Count == 0)
        {
            return;
        }

        statements.Add(
            """
            insert into holdings (ticket_id, operator_id, inbox_id, since, until)
            select * from unnest(@heldTickets, @holders, @heldInboxes, @heldSince, @heldUntil)
            """);
        parameters.AddDynamicParams(new
        {
            heldTickets = holdings.Select(one => one.Ticket).ToArray(),
            holders = holdings.Select(one => one.Holding.OperatorId).ToArray(),
            heldInboxes = holdings.Select(one => one.Holding.InboxId).ToArray(),
            heldSince = holdings.Select(one => one.Holding.Since).ToArray(),
            heldUntil = holdings.Select(one => one.Holding.Until).ToArray(),
        });
    }

    private void Stale(List<string> statements, DynamicParameters parameters)
    {
        if (cells.Count == 0)
        {
            return;
        }

        statements.Add("insert into rollups_due (at, inbox_id, operator_id) select * from unnest(@cellTimes, @cellInboxes, @cellPeople)");
        parameters.AddDynamicParams(new
        {
            cellTimes = cells.Select(cell => cell.At).ToArray(),
            cellInboxes = cells.Select(cell => cell.Inbox).ToArray(),
            cellPeople = cells.Select(cell => cell.Operator).ToArray(),
        });
    }
}
