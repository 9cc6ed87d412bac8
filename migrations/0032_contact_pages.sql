-- A contact's files are few among their messages, and whoever was joined to another is found by that other.
create index messages_files on messages (thread_id, sent_at desc, id desc)
  where kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker');
create index contacts_joined on contacts (joined_into) where joined_into is not null;
-- All that happened with a contact is read newest first.
drop index events_contact;
create index events_feed on events (contact_id, at desc, id desc) where contact_id is not null and kept;
-- Whoever asked to be forgotten: nothing is learnt of them any more.
alter table contacts add erased_at timestamptz;

-- The list of contacts goes by who wrote last, or by name.
create index threads_inbound on threads (last_inbound_at desc, id desc) where joined_into is null and last_inbound_at is not null;
create index contacts_by_name on contacts (lower(name), id) where joined_into is null;

-- A question about contacts that is worth asking again: a filter of the list, by its address.
create table contact_segments (
  id bigint generated always as identity primary key,
  name text not null,
  -- Null: everybody's.
  operator_id bigint references operators,
  query text not null,
  created_at timestamptz not null,
  constraint a_segment_name_has_1_to_60_characters check (length(name) between 1 and 60),
  constraint a_query_is_bounded check (length(query) between 1 and 2000)
);
create unique index contact_segments_name on contact_segments (coalesce(operator_id, 0), lower(name));

-- Two contacts that somebody made one, with all that undoing it needs, as long as neither has changed since.
create table contact_merges (
  id bigint generated always as identity primary key,
  into_id bigint not null references contacts,
  from_id bigint not null references contacts,
  actor_id bigint not null references operators,
  at timestamptz not null,
  -- Contacts, aliases, threads, conversations, tickets, sessions and open tickets' messages as they were.
  before jsonb not null,
  -- Versions of the contact and of their tickets right after, and their last message.
  after jsonb not null,
  undone_at timestamptz,
  constraint nobody_is_merged_into_themselves check (into_id <> from_id)
);
create index contact_merges_into on contact_merges (into_id, id desc) where undone_at is null;
