-- What comes to be known late moves the figures that stood before.

-- These tickets are told anew: «spam» that was put on or taken off after a closing, what was written from the business's own phone and told
-- late, and what was held before a block. The log is read whole: before anything is locked.
insert into reckonings (ticket_id)
select distinct ticket_id
from events
where ticket_id is not null and (
  kind = 'echoed' or (kind = 'closed' and data ->> 'by' = 'blocked')
  or (kind in ('tagged', 'untagged') and (data ->> 'tag')::bigint in (select id from tags where lower(name) = 'spam')));

-- «Spam» put on or taken off counts whenever that is.
create or replace function reckon_again() returns trigger language plpgsql as
$$
begin
  insert into public.reckonings (ticket_id)
  select ticket_id
  from written
  where ticket_id is not null and (
    kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'moved', 'assigned',
      'rotated', 'left', 'closed', 'close_undone', 'reopened', 'received', 'replied', 'echoed', 'survey_sent', 'rated')
    or (kind in ('tagged', 'untagged') and (data ->> 'tag')::bigint in (select id from public.tags where lower(name) = 'spam')))
  union
  select (data ->> 'joined_into')::bigint from written where kind in ('closed', 'reopened') and data ? 'joined_into';
  return null;
end
$$;

-- From these moments on, who was En línea or held something is not what it was when it was summed: a server that was down all night knows
-- only in the morning who had gone. Whoever changes it leaves a line and waits for nobody; whoever sums takes them out.
create table loads_due (
  at timestamptz not null
);

-- A photograph of an hour may be late; what waited is told of the moment at which it was looked at.
alter table queue_snapshots add column taken_at timestamptz;
update queue_snapshots set taken_at = at;
alter table queue_snapshots
  alter column taken_at set not null,
  add constraint a_photograph_is_of_its_hour check (taken_at >= at and taken_at < at + interval '1 hour');

-- What was summed too early so far.
update installation set loaded_until = null;
