-- Whom a note calls by name. What they can no longer see is left out where it is read.
create table mentions (
  message_id bigint not null references messages,
  operator_id bigint not null references operators,
  seen_at timestamptz,
  primary key (operator_id, message_id)
);
create index mentions_message on mentions (message_id);
create index mentions_unseen on mentions (operator_id, message_id) where seen_at is null;
-- Who is called in a ticket that changes hands.
create index messages_notes on messages (ticket_id, id) where kind = 'note';
