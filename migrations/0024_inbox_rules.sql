-- What an inbox decides by itself: who gets its tickets, for how long, and what it says. People belong to it one by one or as a team.
alter table inboxes
  add column strategy text not null default 'manual',
  -- The most of the inbox's open tickets that an owner may hold, in per cent. Null: as many as come.
  add column owner_share int,
  -- Where the owner cannot have it: somebody else's turn, or it waits.
  add column owner_else text not null default 'round_robin',
  -- Open tickets of this inbox that assignment may give to one person. Null: no limit.
  add column cap int,
  -- Null: nothing rotates.
  add column rotation_minutes int,
  -- What becomes of the tickets of somebody who has been away for so long.
  add column on_leave text not null default 'keep',
  add column leave_minutes int not null default 5,
  -- Null: always open.
  add column schedule_id bigint references schedules,
  add column out_of_hours text not null default '',
  add column welcome text not null default '',
  add column auto_close_hours int,
  add column auto_close_warning text not null default '',
  add column auto_close_warning_minutes int not null default 60,
  add column first_response_minutes int,
  add constraint a_strategy_is_known check (strategy in ('manual', 'round_robin', 'least_busy', 'owner')),
  add constraint a_share_is_a_percentage check (owner_share between 1 and 100),
  add constraint an_owners_else_is_known check (owner_else in ('round_robin', 'queue')),
  add constraint a_cap_is_sensible check (cap between 0 and 1000),
  add constraint a_rotation_takes_a_minute_to_a_day check (rotation_minutes between 1 and 1440),
  add constraint a_leave_rule_is_known check (on_leave in ('keep', 'queue', 'reassign')),
  add constraint a_leave_takes_a_minute_to_a_day check (leave_minutes between 1 and 1440),
  add constraint texts_are_what_a_channel_accepts check (length(out_of_hours) <= 4096 and length(welcome) <= 4096 and length(auto_close_warning) <= 4096),
  add constraint a_silence_lasts_an_hour_to_90_days check (auto_close_hours between 1 and 2160),
  add constraint a_warning_comes_a_minute_to_a_week_before check (auto_close_warning_minutes between 1 and 10080),
  add constraint a_target_is_a_minute_to_a_week check (first_response_minutes between 1 and 10080);

alter table inbox_members rename to inbox_people;
alter index inbox_members_pkey rename to inbox_people_pkey;
alter index inbox_members_operator rename to inbox_people_operator;

create table inbox_teams (
  inbox_id bigint not null references inboxes,
  team_id bigint not null references teams on delete cascade,
  duty text not null default 'attends',
  primary key (inbox_id, team_id),
  constraint a_duty_is_known check (duty in ('attends', 'supervises'))
);
create index inbox_teams_team on inbox_teams (team_id, inbox_id);

-- Who belongs to an inbox, however they came: what is said of a person stands over what is said of their teams. Those who lead
-- come by a team to supervise.
create view inbox_members as
  select inbox_id, operator_id, duty from inbox_people
  union all
  select it.inbox_id, tm.operator_id,
    case when bool_or(it.duty = 'attends' and o.role = 'operator') then 'attends' else 'supervises' end
  from inbox_teams it
  join team_members tm on tm.team_id = it.team_id
  join operators o on o.id = tm.operator_id
  where not exists (select from inbox_people ip where ip.inbox_id = it.inbox_id and ip.operator_id = tm.operator_id)
  group by it.inbox_id, tm.operator_id;

-- The limit is the inbox's own by now; whoever had the longest wait since their last turn is the next.
alter table operator_inboxes drop column cap, add column turn bigint not null default 0;
create sequence assignment_turns;

alter table tickets
  -- When it goes to somebody else unless it is answered; counted from, and by which rule.
  add column rotates_at timestamptz,
  add column rotates_from timestamptz,
  add column rotation_rule text,
  add column rotation_near_told boolean not null default false,
  -- Its holder asked for more time.
  add column more_time_at timestamptz,
  -- Who let it pass since it was last answered.
  add column passed_by bigint[] not null default '{}',
  add constraint a_rotation_rule_is_bounded check (length(rotation_rule) <= 100);
create index tickets_awaiting on tickets (inbox_id) where status = 'assigned' and awaiting_since is not null;
create index tickets_rotating on tickets (rotates_at) where status = 'assigned' and rotates_at is not null;
-- In the order in which the queue of an inbox is handed out.
drop index tickets_queue_counts;
create index tickets_queue on tickets (inbox_id, (coalesce(awaiting_since, 'infinity')), queued_at, id) where status = 'queued';

drop index events_happenings;
create index events_happenings on events (ticket_id, at desc, id desc)
  where kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'assigned', 'rotated', 'left', 'more_time',
    'closed', 'reopened', 'tagged', 'untagged');
