-- The one log: activity, wake-up of pages and jobs, source of the figures.
create table events (
  id bigint generated always as identity primary key,
  -- The transaction that wrote it: readers follow transactions, not numbers (a number is taken before its commit).
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  kind text not null,
  ticket_id bigint,
  thread_id bigint,
  contact_id bigint,
  inbox_id bigint,
  operator_id bigint,
  actor_id bigint,
  message_id bigint,
  data jsonb,
  -- Events that only move a tick are pruned after a day.
  kept boolean not null default true,
  constraint an_event_kind_is_bounded check (length(kind) between 1 and 40)
);
create index events_xid on events (xid, id);
create index events_ticket on events (ticket_id, id) where ticket_id is not null;
create index events_contact on events (contact_id, id) where contact_id is not null and kept;
create index events_to_prune on events (at) where not kept;

create function wake_readers() returns trigger language plpgsql as
$$
begin
  perform pg_notify('convos', '');
  return null;
end
$$;
create trigger events_wake_readers after insert on events for each statement execute function wake_readers();
