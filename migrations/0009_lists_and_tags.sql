-- Lists by other orders than the newest activity, what each person last chose to see, and tags.
create index tickets_waiting on tickets ((coalesce(awaiting_since, 'infinity')), id) where status <> 'closed';
create index tickets_waiting_unassigned on tickets ((coalesce(awaiting_since, 'infinity')), id) where status = 'queued';
-- Read from now on for the windows that close next, and backwards from now for those that have closed.
create index tickets_closing on tickets ((coalesce(window_closes_at, 'epoch')), id) where status <> 'closed';
create index tickets_closing_unassigned on tickets ((coalesce(window_closes_at, 'epoch')), id) where status = 'queued';

create table list_choices (
  operator_id bigint not null references operators,
  view text not null,
  -- As it stands in the address, without its question mark.
  query text not null,
  primary key (operator_id, view),
  constraint a_view_is_known check (view in ('mine', 'unassigned', 'all')),
  constraint a_query_is_bounded check (length(query) between 1 and 300)
);

create table tags (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null default '',
  colour smallint not null default 0,
  -- No longer offered; what bears it keeps it.
  archived_at timestamptz,
  created_at timestamptz not null,
  constraint a_tag_name_has_1_to_40_characters check (length(name) between 1 and 40),
  constraint a_tag_description_is_bounded check (length(description) <= 200),
  constraint a_colour_is_one_of_16 check (colour between 0 and 15)
);
create unique index tags_name on tags (lower(name));

create table ticket_tags (
  ticket_id bigint not null references tickets,
  tag_id bigint not null references tags,
  operator_id bigint references operators,
  at timestamptz not null,
  primary key (ticket_id, tag_id)
);
create index ticket_tags_tag on ticket_tags (tag_id, ticket_id);

-- The same once more on the ticket, in the same move, for the lists.
alter table tickets
  add tag_ids bigint[] not null default '{}',
  add constraint a_ticket_has_at_most_20_tags check (cardinality(tag_ids) <= 20);
create index tickets_tags on tickets using gin (tag_ids) where status <> 'closed' and tag_ids <> '{}';
