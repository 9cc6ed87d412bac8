-- The installation itself: its settings, its keys, and everything that webhooks brought.
create table installation (
  only_row boolean primary key default true check (only_row),
  -- Changes when stored transaction ids stop meaning anything (a dump restored into another cluster).
  live_epoch uuid not null default gen_random_uuid(),
  -- Set once, by the creation of the first administrator.
  claimed_at timestamptz
);
insert into installation default values;

create table data_protection_keys (
  name text primary key,
  xml text not null
);

create table inbound_events (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels,
  received_at timestamptz not null,
  -- The bytes as they came: text columns refuse NULs and lone surrogates.
  body bytea not null,
  state text not null default 'pending',
  settled_at timestamptz,
  error text,
  constraint a_state_is_known check (state in ('pending', 'done', 'parked')),
  constraint an_error_is_bounded check (length(error) <= 4000)
);
create index inbound_events_pending on inbound_events (id) where state = 'pending';
create index inbound_events_parked on inbound_events (id) where state = 'parked';
create index inbound_events_settled on inbound_events (settled_at) where state = 'done';

-- The part of an event that names a number no channel of ours has («número desconocido»).
create table inbound_strangers (
  inbound_event_id bigint not null references inbound_events,
  account_id text not null,
  seen_at timestamptz not null,
  primary key (inbound_event_id, account_id),
  constraint an_account_id_is_bounded check (length(account_id) <= 200)
);
