-- What the channel is to tell a customer of having been read. One row a thread: telling of a message tells of all before it.
create table read_receipts (
  thread_id bigint primary key references threads,
  message_id bigint not null references messages,
  state text not null default 'waiting',
  due_at timestamptz not null,
  attempts int not null default 0,
  error text,
  constraint a_receipt_state_is_known check (state in ('waiting', 'sent', 'refused')),
  constraint a_receipts_error_is_bounded check (length(error) <= 1000)
);
create index read_receipts_due on read_receipts (due_at) where state = 'waiting';
