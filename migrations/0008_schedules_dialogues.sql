-- When people attend, and what a channel says by itself before one of them does.
create table schedules (
  id bigint generated always as identity primary key,
  name text not null,
  -- The version in force. Older ones stay: figures name the version that they were counted by.
  version int not null default 1,
  created_at timestamptz not null,
  constraint a_schedule_name_has_1_to_60_characters check (length(name) between 1 and 60)
);
create unique index schedules_name on schedules (lower(name));

create table schedule_versions (
  schedule_id bigint not null references schedules,
  version int not null,
  zone text not null,
  -- Seven lists of hours, Monday first.
  week jsonb not null,
  holidays jsonb not null,
  created_at timestamptz not null,
  created_by bigint references operators,
  primary key (schedule_id, version),
  constraint versions_count_from_1 check (version > 0),
  constraint a_zone_is_bounded check (length(zone) between 1 and 60),
  constraint a_week_has_seven_days check (jsonb_typeof(week) = 'array' and jsonb_array_length(week) = 7),
  constraint holidays_are_at_most_400 check (jsonb_typeof(holidays) = 'array' and jsonb_array_length(holidays) <= 400)
);
alter table schedules add constraint the_version_in_force_exists
  foreign key (id, version) references schedule_versions (schedule_id, version) deferrable initially deferred;

-- The built-in form of a channel's dialogue. Whether it is in force is the channel's own «entry».
create table dialogues (
  channel_id bigint primary key references channels,
  greeting text not null,
  person_label text not null,
  person_inbox_id bigint not null references inboxes,
  -- Null: always open.
  schedule_id bigint references schedules,
  out_of_hours text not null default '',
  hand_off text not null default '',
  not_understood text not null,
  constraint a_label_has_1_to_60_characters check (length(person_label) between 1 and 60),
  constraint texts_are_what_a_channel_accepts check (
    length(greeting) between 1 and 4096 and length(out_of_hours) <= 4096 and length(hand_off) <= 4096
    and length(not_understood) between 1 and 4096)
);

create table dialogue_options (
  channel_id bigint not null references dialogues on delete cascade,
  position int not null,
  label text not null,
  inbox_id bigint not null references inboxes,
  primary key (channel_id, position),
  constraint options_are_1_to_9 check (position between 1 and 9),
  constraint a_label_has_1_to_60_characters check (length(label) between 1 and 60)
);

-- A dialogue that is under way: it lives as long as its conversation and ends where a ticket opens.
create table dialogue_sessions (
  thread_id bigint primary key references threads on delete cascade,
  conversation_id bigint not null references conversations on delete cascade,
  greeted_at timestamptz not null,
  -- The bot's last turn: what was written before it is no answer to it.
  turn_at timestamptz not null,
  misses int not null default 0,
  constraint misses_are_not_negative check (misses >= 0)
);

create function end_dialogue() returns trigger language plpgsql as
$$
begin
  delete from dialogue_sessions where thread_id = new.thread_id;
  return null;
end
$$;
create trigger tickets_open_ends_dialogue after insert on tickets
  for each row when (new.status <> 'closed') execute function end_dialogue();
create trigger tickets_reopen_ends_dialogue after update of status on tickets
  for each row when (old.status = 'closed' and new.status <> 'closed') execute function end_dialogue();

-- When somebody was last told that nobody is there, on whichever channel.
alter table contacts add column told_out_of_hours_at timestamptz;
