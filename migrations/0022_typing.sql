-- That the holder of a ticket is writing, which the channel is to show to the customer: at most one row a thread, told while it is
-- true or never. Nothing is lost with it, so it is kept out of the write-ahead log.
create unlogged table typing_signs (
  thread_id bigint primary key,
  message_id bigint not null,
  at timestamptz not null,
  told boolean not null default false
);
create index typing_signs_due on typing_signs (at) where not told;
