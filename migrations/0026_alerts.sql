-- How each person is told of what happens while they look elsewhere. No row: as somebody new has it.
create table alert_settings (
  operator_id bigint primary key references operators,
  sound boolean not null,
  volume int not null,
  -- The browser's own notifications; each browser asks for its permission besides.
  notices boolean not null,
  constraint a_volume_is_a_percentage check (volume between 1 and 100)
);

create table alert_sounds (
  operator_id bigint not null references operators,
  kind text not null,
  enabled boolean not null,
  tone text not null,
  primary key (operator_id, kind),
  constraint an_alert_kind_is_known check (kind in ('unassigned', 'message', 'mention', 'rotation')),
  constraint a_tone_is_known check (tone in ('bell', 'drop', 'marimba', 'knock', 'pulse'))
);
