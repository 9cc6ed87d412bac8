-- What the administration of channels and of the installation itself remembers.
alter table channels
  add column app_secret_at timestamptz,
  add column access_token_at timestamptz,
  add column last_send_at timestamptz,
  -- What the channel told us when we last asked.
  add column checked_at timestamptz,
  add column checks jsonb not null default '[]',
  add column verified_name text not null default '',
  add column quality text not null default '',
  -- Null: it does not expire, or nobody could tell.
  add column token_expires_at timestamptz,
  -- Why nothing leaves until a person mends it.
  add column trouble text,
  add column trouble_at timestamptz,
  add column trouble_reason text not null default '',
  add constraint a_display_address_is_bounded check (length(display_address) <= 60),
  add constraint what_the_channel_says_is_bounded check (length(verified_name) <= 200 and length(quality) <= 40 and length(trouble_reason) <= 1000),
  add constraint a_trouble_is_known check (trouble in ('token_rejected', 'not_permitted', 'restricted', 'not_found')),
  add constraint a_trouble_has_its_time check ((trouble is null) = (trouble_at is null));
update channels set app_secret_at = created_at, access_token_at = created_at;

-- A person decided that a parked event is worth nothing.
alter table inbound_events
  -- When a person last sent it through again.
  add column again_at timestamptz,
  drop constraint a_state_is_known,
  add constraint a_state_is_known check (state in ('pending', 'done', 'parked', 'discarded'));
drop index inbound_events_settled;
create index inbound_events_settled on inbound_events (settled_at) where state in ('done', 'discarded');
create index inbound_events_again on inbound_events (again_at) where again_at is not null;
create index inbound_strangers_account on inbound_strangers (account_id, inbound_event_id);

-- What a job that looks after the installation found when it last ran.
create table upkeep (
  job text primary key,
  at timestamptz not null,
  finding text,
  constraint a_job_is_bounded check (length(job) <= 60),
  constraint a_finding_is_bounded check (length(finding) <= 4000)
);
