-- A thread owns the messages; a conversation is an exchange on it; a ticket is an episode of assistance.
create table threads (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contacts,
  channel_id bigint not null references channels,
  -- What the channel wants as the recipient.
  address text not null,
  conversation_id bigint,
  last_at timestamptz not null,
  -- The customer's last message: the 24-hour window runs from here. Null until they write.
  last_inbound_at timestamptz,
  created_at timestamptz not null,
  constraint an_address_is_bounded check (length(address) between 1 and 200),
  unique (contact_id, channel_id)
);

create table conversations (
  id bigint generated always as identity primary key,
  thread_id bigint not null references threads,
  origin text not null,
  started_at timestamptz not null,
  last_at timestamptz not null,
  constraint an_origin_is_known check (origin in ('dialogue', 'support', 'mass_campaign', 'transactional', 'api'))
);
create index conversations_thread on conversations (thread_id, started_at desc, id desc);
alter table threads add foreign key (conversation_id) references conversations deferrable initially deferred;

create table tickets (
  id bigint generated always as identity primary key,
  thread_id bigint not null references threads,
  contact_id bigint not null references contacts,
  channel_id bigint not null references channels,
  inbox_id bigint not null references inboxes,
  conversation_id bigint not null references conversations,
  origin text not null,
  status text not null,
  operator_id bigint references operators,
  -- Whoever held it last, also while it waits or is closed.
  last_operator_id bigint references operators,
  opened_at timestamptz not null,
  queued_at timestamptz,
  assigned_at timestamptz,
  closed_at timestamptz,
  closed_by bigint references operators,
  observation text,
  -- What the lists show and sort by, written in the same move as its cause.
  last_activity_at timestamptz not null,
  last_message_id bigint,
  last_author text,
  last_kind text,
  last_preview text not null default '',
  -- The first customer message that nobody has answered yet.
  awaiting_since timestamptz,
  window_closes_at timestamptz,
  -- Grows with every change, so that a page never replaces a newer fragment by an older one.
  version bigint not null default 1,
  constraint a_ticket_status_is_known check (status in ('queued', 'assigned', 'closed')),
  constraint a_ticket_origin_is_known check (origin in ('inbound', 'dialogue', 'rescue', 'operator', 'api')),
  constraint an_assigned_ticket_has_an_operator check ((status = 'assigned') = (operator_id is not null)),
  constraint a_closed_ticket_has_its_time check ((status = 'closed') = (closed_at is not null)),
  constraint an_observation_is_bounded check (length(observation) <= 2000),
  constraint a_preview_is_bounded check (length(last_preview) <= 200)
);
create unique index one_open_ticket_per_thread on tickets (thread_id) where status <> 'closed';
create index tickets_mine on tickets (operator_id, last_activity_at desc, id desc) where status = 'assigned';
create index tickets_unassigned on tickets (last_activity_at desc, id desc) include (inbox_id) where status = 'queued';
create index tickets_open on tickets (last_activity_at desc, id desc) include (inbox_id, operator_id) where status <> 'closed';
create index tickets_open_counts on tickets (inbox_id, operator_id) where status <> 'closed';
create index tickets_contact on tickets (contact_id, opened_at desc, id desc);
create index tickets_thread on tickets (thread_id, closed_at desc);

create table messages (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels,
  thread_id bigint not null references threads,
  conversation_id bigint not null references conversations,
  ticket_id bigint references tickets,
  author text not null,
  operator_id bigint references operators,
  kind text not null,
  body text not null default '',
  -- What the channel said beyond the text, as JSON without NULs.
  content jsonb,
  external_id text,
  -- Made by the page for one press of «Enviar»: a repeated post changes nothing.
  client_key uuid,
  quoted_external_id text,
  -- The provider's time for what arrives, ours for what leaves: the order of the thread.
  sent_at timestamptz not null,
  stored_at timestamptz not null,
  delivery text not null,
  failure text,
  -- An attempt whose outcome nobody could tell us within a minute: a person decides.
  unconfirmed boolean not null default false,
  version bigint not null default 1,
  constraint an_author_is_known check (author in ('contact', 'operator', 'bot', 'ai', 'campaign', 'system')),
  constraint an_operators_message_names_them check (author <> 'operator' or operator_id is not null),
  constraint a_kind_is_known check (kind in ('text', 'note', 'image', 'video', 'audio', 'voice', 'document', 'sticker',
    'location', 'contacts', 'interactive', 'button', 'order', 'system', 'unsupported', 'unknown')),
  constraint a_body_is_bounded check (length(body) <= 65536),
  constraint an_external_id_is_bounded check (length(external_id) <= 512),
  constraint a_delivery_is_known check (delivery in ('received', 'internal', 'queued', 'sending', 'uncertain', 'sent',
    'failed', 'delivered', 'read', 'played')),
  constraint a_failure_is_bounded check (length(failure) <= 1000),
  unique (channel_id, external_id),
  unique (operator_id, client_key)
);
create index messages_thread on messages (thread_id, sent_at desc, id desc);
create index messages_unread on messages (ticket_id, id) where author = 'contact';
create index messages_answers on messages (ticket_id, id) where author = 'operator' and kind <> 'note';

-- The order in which a delivery may move: only upward.
create function delivery_rank(state text) returns int language sql immutable parallel safe as
$$
  select array_position(array['queued', 'sending', 'uncertain', 'sent', 'failed', 'delivered', 'read', 'played'], state)
$$;

-- Attempts to deliver a message: a retry is a new attempt, a status finds its attempt.
create table message_sends (
  message_id bigint not null references messages,
  attempt int not null,
  channel_id bigint not null references channels,
  thread_id bigint not null references threads,
  state text not null,
  external_id text,
  tries int not null default 0,
  next_try_at timestamptz not null,
  state_at timestamptz not null,
  failure text,
  primary key (message_id, attempt),
  constraint a_send_state_is_known check (state in ('queued', 'sending', 'uncertain', 'sent', 'failed', 'delivered', 'read', 'played')),
  constraint a_failure_is_bounded check (length(failure) <= 1000),
  unique (channel_id, external_id)
);
create index message_sends_due on message_sends (message_id) where state = 'queued';
create index message_sends_waiting on message_sends (thread_id, message_id) where state in ('queued', 'sending', 'uncertain');

-- One reaction per side and message; a reaction taken back stays as a null emoji, so that an older one arriving late cannot revive it.
create table reactions (
  message_id bigint not null references messages,
  author text not null,
  operator_id bigint references operators,
  emoji text,
  at timestamptz not null,
  primary key (message_id, author),
  constraint a_side_is_known check (author in ('contact', 'operator')),
  constraint an_emoji_is_bounded check (length(emoji) between 1 and 64)
);

-- News of messages that we do not know yet: a status or a reaction may overtake its message.
create table pending_updates (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels,
  external_id text not null,
  kind text not null,
  at timestamptz not null,
  data jsonb not null,
  constraint a_pending_kind_is_known check (kind in ('status', 'reaction')),
  unique (channel_id, external_id, kind, at, data)
);

-- What each person has read of a ticket. Only customers' messages count as unread.
create table ticket_reads (
  operator_id bigint not null references operators,
  ticket_id bigint not null references tickets,
  read_to bigint not null,
  forced_unread boolean not null default false,
  primary key (ticket_id, operator_id)
);
