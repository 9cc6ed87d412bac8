-- What an inbox says by itself, and the silence that it ends.

-- Tickets whose customer has not been welcomed yet since they got their first operator. An inbox without a welcome owes none.
create table welcomes (
  ticket_id bigint primary key references tickets
);
create function owe_welcome() returns trigger language plpgsql as
$$
begin
  insert into welcomes (ticket_id)
  select new.id from inboxes where id = new.inbox_id and welcome <> ''
  on conflict do nothing;
  return null;
end
$$;
-- «Nuevo ticket» is born with its operator, so it is no update: who was written to first is not welcomed.
create trigger tickets_first_operator_owes_welcome after update of last_operator_id on tickets
  for each row when (old.last_operator_id is null and new.last_operator_id is not null) execute function owe_welcome();

-- The customer was told that their silence ends the ticket: once for each silence, which began with our last words.
create table silence_warnings (
  ticket_id bigint primary key references tickets,
  silent_since timestamptz not null,
  said_at timestamptz not null,
  message_id bigint not null references messages
);

-- Also when the inbox itself went away under a ticket.
drop index events_happenings;
create index events_happenings on events (ticket_id, at desc, id desc)
  where kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'moved', 'assigned', 'rotated', 'left', 'more_time',
    'closed', 'reopened', 'tagged', 'untagged');
