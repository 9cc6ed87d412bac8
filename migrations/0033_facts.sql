-- What happened to tickets as figures count it: facts, written with what they come of, and sums of them that reports read.

-- By which schedule and against which target an inbox is measured, since when: what is changed later does not rewrite the past.
create table inbox_clocks (
  inbox_id bigint not null references inboxes,
  since timestamptz not null,
  schedule_id bigint references schedules,
  target_minutes int,
  primary key (inbox_id, since)
);
insert into inbox_clocks (inbox_id, since, schedule_id, target_minutes)
select id, '-infinity', schedule_id, first_response_minutes from inboxes;

create table facts (
  ticket_id bigint not null references tickets,
  id bigint generated always as identity,
  kind text not null,
  -- The end of what is measured; a day of a report holds what ended in it.
  at timestamptz not null,
  inbox_id bigint not null references inboxes,
  operator_id bigint references operators,
  n int not null,
  -- From «since» to «at», by the calendar and as far as the inbox was open. Null: nothing is measured, or none of it was in its hours.
  seconds int,
  business int,
  since timestamptz,
  schedule_id bigint,
  schedule_version int,
  -- Where it came from: the customer's message, the one that answered it, the event.
  asked_id bigint,
  message_id bigint,
  event_id bigint not null,
  -- The one before it of the same ticket, kind and inbox, and of the same person too: a ticket is counted once in a stretch of time by
  -- those whose earlier one lies before it.
  before_inbox timestamptz,
  before_both timestamptz,
  -- The ticket has some of this kind in another inbox, too.
  moved boolean not null,
  primary key (ticket_id, id),
  constraint a_fact_kind_is_known check (kind in (
    'opened_inbound', 'opened_dialogue', 'opened_rescue', 'opened_operator', 'opened_api', 'reopened_soon', 'reopened_late', 'reopened_other',
    'bot', 'queue_wait', 'unassigned', 'first_reply', 'first_reply_rescue', 'asked', 'own_first_reply',
    'first_turn', 'next_turn', 'own_first_turn', 'own_next_turn', 'sent', 'received',
    'closed', 'closed_by_silence', 'closed_blocked', 'closed_joined', 'handled', 'left_unanswered',
    'abandoned_unassigned', 'abandoned_unanswered', 'closed_pending', 'target_met', 'target_missed',
    'taken', 'assigned', 'taken_over', 'released', 'returned', 'left', 'transferred_out', 'transferred_in', 'rotated_out', 'rotated_in',
    'first_wait')),
  constraint a_fact_counts_something check (n > 0),
  constraint nothing_lasts_less_than_nothing check (seconds >= 0 and business >= 0),
  constraint business_is_part_of_the_whole check (business is null or seconds is not null)
);
create index facts_of_a_kind on facts (kind, at) include (inbox_id, operator_id, ticket_id, n, seconds, business);
create index facts_of_a_cell on facts (at, inbox_id, operator_id);
create index facts_of_person on facts (operator_id, at) where operator_id is not null;
create index facts_with_one_before on facts using gist (tstzrange(least(before_inbox, before_both), at, '(]'))
  where before_inbox is not null or before_both is not null;
create index facts_moved on facts (kind, at) include (ticket_id, inbox_id, operator_id) where moved;

-- Who held a ticket, when. Null: they hold it still.
create table holdings (
  ticket_id bigint not null references tickets,
  since timestamptz not null,
  until timestamptz,
  operator_id bigint not null references operators,
  inbox_id bigint not null references inboxes,
  constraint nobody_lets_go_before_they_took check (until >= since)
);
create index holdings_ticket on holdings (ticket_id);
create index holdings_operator on holdings (operator_id, since);
create index holdings_over on holdings (until);

-- A ticket that went on in another tells that one who waits.
create index events_joined on events (((data ->> 'joined_into')::bigint)) where kind in ('closed', 'reopened') and data ? 'joined_into';

-- Tickets whose facts are not written yet: whoever writes an event of a ticket takes its line out again in the same transaction,
-- and the clock finds what was written by anything else.
create table reckonings (
  ticket_id bigint not null,
  xid xid8 not null default pg_current_xact_id()
);
create index reckonings_xid on reckonings (xid);
-- What happened before there were facts.
insert into reckonings (ticket_id) select id from tickets;

create function reckon_again() returns trigger language plpgsql as
$$
begin
  insert into public.reckonings (ticket_id)
  select ticket_id
  from written
  where ticket_id is not null and kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'moved', 'assigned',
    'rotated', 'left', 'closed', 'close_undone', 'reopened', 'received', 'replied', 'echoed')
  union
  select (data ->> 'joined_into')::bigint from written where kind in ('closed', 'reopened') and data ? 'joined_into';
  return null;
end
$$;
create trigger events_reckon_again after insert on events referencing new table as written
  for each statement execute function reckon_again();

-- A reply that failed was none, and one that failed and arrived is one.
create function reckon_without() returns trigger language plpgsql as
$$
begin
  insert into public.reckonings (ticket_id)
  select new.ticket_id
  union
  select ticket_id from public.events where kind in ('closed', 'reopened') and data ? 'joined_into' and (data ->> 'joined_into')::bigint = new.ticket_id;
  return null;
end
$$;
create trigger messages_reckon_without after update of delivery on messages
  for each row when ((old.delivery = 'failed') <> (new.delivery = 'failed') and new.author = 'operator' and new.ticket_id is not null)
  execute function reckon_without();

-- Sums of facts by quarter of an hour, by day and by month: a quarter is UTC's, days and months are those of the report's zone. What curves
-- show is summed by day once more, for everybody together, and what the week's hours show by month and hour of the week: the one at the
-- month's start is Monday at midnight.
create table rollups (
  tier text not null,
  at timestamptz not null,
  inbox_id bigint not null,
  -- 0: nobody.
  operator_id bigint not null,
  kind text not null,
  n bigint not null,
  measured int not null,
  seconds bigint not null,
  business_measured int not null,
  business bigint not null,
  -- Histograms: pairs of a bucket and its count, the buckets as distances, each number as a varint.
  spread bytea,
  business_spread bytea,
  -- How many have none before them; see facts.
  first_inbox int not null,
  first_both int not null,
  primary key (tier, at, inbox_id, operator_id, kind),
  constraint a_tier_is_known check (tier in ('quarter', 'day', 'month', 'curve', 'week')),
  constraint a_sum_counts_something check (n > 0)
);
create index rollups_of_person on rollups (operator_id, tier, at) where operator_id <> 0;

-- Cells whose facts have changed since they were summed.
create table rollups_due (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  inbox_id bigint not null,
  operator_id bigint not null
);

-- Of each person and stretch of time, in seconds: En línea, En línea while holding something, and En línea times how much was held.
create table load_rollups (
  tier text not null,
  at timestamptz not null,
  operator_id bigint not null references operators,
  online int not null,
  occupied int not null,
  load bigint not null,
  peak int not null,
  primary key (tier, at, operator_id),
  constraint a_tier_is_known check (tier in ('quarter', 'day', 'month')),
  constraint who_is_occupied_is_online check (occupied <= online)
);

-- How the queues stood, hour by hour: what no later look can tell.
create table queue_snapshots (
  at timestamptz not null,
  inbox_id bigint not null references inboxes,
  open int not null,
  unassigned int not null,
  pending int not null,
  oldest timestamptz,
  primary key (at, inbox_id),
  constraint what_waits_is_open check (unassigned <= open and pending <= open)
);

alter table installation
  -- Of reports, where none is asked for.
  add column report_zone text not null default 'UTC',
  -- Of the days and months that stand summed.
  add column rollup_zone text not null default 'UTC',
  -- Up to when load_rollups stand.
  add column loaded_until timestamptz,
  add constraint a_zone_is_bounded check (length(report_zone) between 1 and 60 and length(rollup_zone) between 1 and 60);
