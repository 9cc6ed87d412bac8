-- People who are invited, the links that let them in, the mails that carry the links, and teams.
alter table operators
  -- Null: invited, and has not chosen a password yet. Nothing that anybody types matches it.
  alter column password_hash drop not null,
  -- Kept when the pages that tell it are forgotten.
  add column last_seen_at timestamptz;
create index operators_name on operators (lower(name), id);

create table one_time_links (
  -- Of the token, which only the link itself holds.
  token_hash bytea primary key,
  operator_id bigint not null references operators,
  purpose text not null,
  created_at timestamptz not null,
  -- Null: whoever forgot their password, or the command line.
  created_by bigint references operators,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- A newer link, another address or a change of password took its place.
  replaced_at timestamptz,
  constraint a_token_hash_is_a_sha256 check (octet_length(token_hash) = 32),
  constraint a_link_purpose_is_known check (purpose in ('invite', 'reset')),
  constraint a_link_expires_after_it_was_made check (expires_at > created_at),
  constraint a_link_ends_in_one_way check (used_at is null or replaced_at is null)
);
create index one_time_links_operator on one_time_links (operator_id, created_at desc);

-- What waits to be mailed, and what became of it. The content carries a one-time link, so it is sealed and gone once it is settled.
create table mails (
  id bigint generated always as identity primary key,
  operator_id bigint not null references operators,
  state text not null default 'waiting',
  content text,
  created_at timestamptz not null,
  -- After this its link is of no use.
  expires_at timestamptz not null,
  attempts int not null default 0,
  due_at timestamptz not null,
  settled_at timestamptz,
  -- What the server said last.
  error text,
  constraint a_mail_state_is_known check (state in ('waiting', 'sent', 'failed')),
  constraint only_a_waiting_mail_has_content check ((state = 'waiting') = (content is not null)),
  constraint a_settled_mail_says_when check ((state = 'waiting') = (settled_at is null)),
  constraint a_mail_is_bounded check (length(content) <= 40000),
  constraint an_error_is_bounded check (length(error) <= 1000)
);
create index mails_due on mails (due_at) where state = 'waiting';
create index mails_operator on mails (operator_id, id desc);

create table teams (
  id bigint generated always as identity primary key,
  name text not null,
  description text not null default '',
  created_at timestamptz not null,
  constraint a_team_name_has_1_to_60_characters check (length(name) between 1 and 60),
  constraint a_description_is_bounded check (length(description) <= 1000)
);
create unique index teams_name on teams (lower(name));

create table team_members (
  team_id bigint not null references teams on delete cascade,
  operator_id bigint not null references operators,
  primary key (team_id, operator_id)
);
create index team_members_operator on team_members (operator_id, team_id);
