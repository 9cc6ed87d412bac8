using Convos.Data;

namespace Convos.Bench;

// What the database saw while it was rushed, and what it says afterwards.
public sealed partial class Rush
{
    private async Task<RushFindings> Findings(bool drained, int came, int gap, Latencies handOut, Latencies room)
    {
        var violations = (await All<(string What, int Count)>("select what, count(*)::int from rush_violations group by what")).ToDictionary(one => one.What, one => one.Count);
        void Count(string what, int times)
        {
            if (times > 0)
            {
                violations[what] = times;
            }
        }

        Count("left in the queue", drained ? 0 : 1);
        Count("not one event for each assignment", await One<int>(
            """
            select count(*)::int
            from tickets t
            where t.inbox_id = any(@ids) and t.id > @before and (select count(*) from rush_holders h where h.ticket_id = t.id) <> (
              select count(*) from events e
              where e.ticket_id = t.id and e.operator_id is not null and e.kind in ('assigned', 'taken', 'rotated', 'left', 'reopened'))
            """, new { ids = inboxes.ToArray(), before }));
        await using (var db = await database.Open())
        {
            Count("counters that differ", (await TicketCounters.Differences(db)).Count);
        }

        return new(
            came, came / rushed.TotalSeconds, await Events("assigned"), await Events("taken"), await Events("rotated") + await Events("left"),
            violations, gap, handOut, room);
    }

    private async Task<Latencies> HandOut(DateTime start)
    {
        var latencies = new Latencies();
        foreach (var milliseconds in await All<double>(
            """
            select extract(epoch from given.at - opened.at)::float8 * 1000
            from rush_times given join rush_times opened on opened.ticket_id = given.ticket_id and opened.kind = 'opened'
            where given.kind = 'assigned' and opened.at >= @start
            """, new { start }))
        {
            latencies.Add(TimeSpan.FromMilliseconds(milliseconds));
        }

        return latencies;
    }

    private Task<int> LargestShareGap(DateTime start) => One<int>(
        """
        select coalesce(max(n) - min(n), 0)::int
        from (
          select o.id, count(e.id) n
          from unnest(@people) o(id)
          left join events e on e.operator_id = o.id and e.kind = 'assigned' and e.inbox_id = @first and e.at >= @start
          group by o.id) shares
        """, new { people = People, first = inboxes[0], start });

    private Task<int> Events(string kind) => One<int>("select count(*)::int from events where kind = @kind and inbox_id = any(@ids)", new { kind, ids = inboxes.ToArray() });

    // An event is written last in its move, so what the trigger reads stands behind the move's own locks. A ticket that came less than
    // a second before may have been committed between the look and the giving; one that its receiver let pass is not theirs to have.
    private const string WatchSql =
        """
        create table if not exists rush_violations (what text not null, event_id bigint);
        create table if not exists rush_holders (ticket_id bigint not null, operator_id bigint not null);
        create table if not exists rush_times (ticket_id bigint, operator_id bigint, kind text not null, at timestamptz not null);
        create or replace function watch_holder() returns trigger language plpgsql as
        $$
        begin
          insert into rush_holders values (new.id, new.operator_id);
          return null;
        end
        $$;
        create or replace trigger rush_holder after update of operator_id on tickets
          for each row when (new.operator_id is not null and new.operator_id is distinct from old.operator_id) execute function watch_holder();
        create or replace function watch_times() returns trigger language plpgsql as
        $$
        begin
          -- By the clock of the database, behind whatever was waited for.
          insert into rush_times values (new.ticket_id, new.operator_id, new.kind, clock_timestamp());
          return null;
        end
        $$;
        create or replace trigger rush_times after insert on events
          for each row when (new.kind in ('opened', 'assigned', 'presence', 'closed')) execute function watch_times();
        create or replace function watch_assignment() returns trigger language plpgsql as
        $$
        declare
          person operators;
          here int;
          most int;
        begin
          select * into person from operators where id = new.operator_id;
          if not person.available then
            insert into rush_violations values ('given to somebody who is not there', new.id);
          end if;
          if new.actor_id is null then
            select oi.open_count, i.cap into here, most
            from inboxes i left join operator_inboxes oi on oi.inbox_id = i.id and oi.operator_id = new.operator_id
            where i.id = new.inbox_id;
            if person.open_count > person.cap or here > most then
              insert into rush_violations values ('given beyond a cap', new.id);
            end if;
            if new.kind = 'assigned' and exists (
              select from tickets t, tickets given
              where given.id = new.ticket_id and t.inbox_id = new.inbox_id and t.status = 'queued' and t.queued_at < new.at - interval '1 second'
                and new.operator_id <> all(t.passed_by)
                and (t.awaiting_since, t.queued_at, t.id) < (given.awaiting_since, given.queued_at, given.id)) then
              insert into rush_violations values ('given before an older one', new.id);
            end if;
          end if;
          return null;
        end
        $$;
        create or replace trigger rush_watch after insert on events
          for each row when (new.kind in ('assigned', 'taken', 'rotated', 'left', 'reopened') and new.operator_id is not null) execute function watch_assignment();
        """;
}
