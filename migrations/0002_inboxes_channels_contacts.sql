-- Where customers write from, whom they reach, and how we know them.
create table inboxes (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null default '',
  colour smallint not null default 0,
  enabled boolean not null default true,
  -- Within this long after a closing, the customer's next message reopens the same ticket.
  grace interval not null default interval '24 hours',
  created_at timestamptz not null,
  constraint an_inbox_name_has_1_to_60_characters check (length(name) between 1 and 60),
  constraint a_description_is_bounded check (length(description) <= 1000),
  constraint a_colour_is_one_of_16 check (colour between 0 and 15),
  constraint a_grace_is_0_to_90_days check (grace between interval '0' and interval '90 days')
);
create unique index inboxes_name on inboxes (lower(name));

create table inbox_members (
  inbox_id bigint not null references inboxes,
  operator_id bigint not null references operators,
  duty text not null default 'attends',
  primary key (inbox_id, operator_id),
  constraint a_duty_is_known check (duty in ('attends', 'supervises'))
);
create index inbox_members_operator on inbox_members (operator_id, inbox_id);

-- How many open tickets somebody holds in one inbox, and the most that assignment may give them there.
create table operator_inboxes (
  operator_id bigint not null references operators,
  inbox_id bigint not null references inboxes,
  open_count int not null default 0,
  cap int,
  primary key (operator_id, inbox_id),
  constraint an_open_count_is_never_negative check (open_count >= 0),
  constraint a_cap_is_sensible check (cap between 0 and 1000)
);

create table channels (
  id bigint generated always as identity primary key,
  kind text not null,
  -- The last part of the webhook's address.
  name text not null,
  -- WhatsApp: the phone number id.
  account_id text not null,
  display_address text not null default '',
  inbox_id bigint not null references inboxes,
  entry text not null default 'inbox',
  enabled boolean not null default true,
  -- Encrypted with the installation's keys; never shown again.
  app_secret text not null,
  verify_token text not null,
  access_token text not null,
  last_webhook_at timestamptz,
  created_at timestamptz not null,
  constraint a_channel_kind_is_known check (kind in ('whatsapp')),
  constraint a_channel_name_is_a_slug check (name ~ '^[a-z0-9][a-z0-9-]{0,59}$'),
  constraint an_account_id_is_bounded check (length(account_id) between 1 and 100),
  constraint an_entry_is_known check (entry in ('inbox', 'dialogue')),
  constraint secrets_are_bounded check (length(app_secret) <= 4000 and length(verify_token) <= 4000 and length(access_token) <= 8000)
);
create unique index channels_name on channels (name);
create unique index channels_account on channels (kind, account_id);

create table contacts (
  id bigint generated always as identity primary key,
  name text not null,
  -- What a person reads: +54 9 11 5555-0101. Null where a channel gives no number.
  phone text,
  created_at timestamptz not null,
  constraint a_contact_name_is_bounded check (length(name) <= 200),
  constraint a_phone_is_bounded check (length(phone) <= 40)
);
create index contacts_name_trigrams on contacts using gin (name gin_trgm_ops);

-- All the ways one person is known: a contact has no mandatory phone.
create table contact_aliases (
  kind text not null,
  -- Canonical: Argentine, Brazilian and Mexican spellings of one number are one value.
  value text not null,
  contact_id bigint not null references contacts,
  primary key (kind, value),
  constraint an_alias_kind_is_known check (kind in ('phone', 'whatsapp_user', 'whatsapp_parent')),
  constraint an_alias_is_bounded check (length(value) between 1 and 200)
);
create index contact_aliases_contact on contact_aliases (contact_id);
create index contact_aliases_trigrams on contact_aliases using gin (value gin_trgm_ops);
