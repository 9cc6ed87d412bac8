-- Why somebody is No disponible: the pauses that administrators define, and who else changed the state.

create table pauses (
  id bigint generated always as identity primary key,
  name text not null,
  icon text not null,
  created_at timestamptz not null,
  -- No longer offered; what was stored with it keeps its name.
  archived_at timestamptz,
  constraint a_pause_has_a_name_of_1_to_40_characters check (length(name) between 1 and 40),
  constraint a_pause_has_a_known_icon check (icon in
    ('pause', 'coffee', 'utensils', 'clock', 'users', 'phone', 'graduation_cap', 'briefcase', 'car', 'heart_pulse', 'wrench', 'house'))
);
create unique index pauses_name on pauses (lower(name));

alter table operators
  add column pause_id bigint references pauses,
  -- Its name as it was when it was chosen.
  add column pause text,
  -- Since when they are not En línea, whatever pause they changed to meanwhile. Null: they are, or never were.
  add column away_since timestamptz,
  -- Who changed the state of somebody else.
  add column presence_by bigint references operators,
  -- What colleagues were last told: some page of theirs gives signs of life.
  add column here boolean not null default false,
  drop constraint a_presence_cause_is_known,
  add constraint a_presence_cause_is_known check (presence_cause in
    ('new', 'signed_in', 'arrived', 'by_hand', 'by_supervisor', 'left_section', 'silence', 'signed_out', 'disabled')),
  add constraint only_who_is_no_disponible_pauses check (not available or pause_id is null),
  add constraint a_pause_has_its_name check ((pause_id is null) = (pause is null)),
  add constraint a_state_set_by_a_supervisor_names_them check ((presence_cause = 'by_supervisor') = (presence_by is not null));

alter table presence_intervals
  add column pause_id bigint references pauses,
  add column pause text,
  add column by_id bigint references operators,
  add constraint only_who_is_no_disponible_pauses check (not available or pause_id is null),
  add constraint a_pause_has_its_name check ((pause_id is null) = (pause is null)),
  add constraint a_state_set_by_a_supervisor_names_them check ((cause = 'by_supervisor') = (by_id is not null));

alter table audit
  drop constraint an_audit_subject_is_known,
  add constraint an_audit_subject_is_known check (subject in
    ('inbox', 'channel', 'operator', 'team', 'tag', 'schedule', 'dialogue', 'webhook', 'job', 'installation', 'shortcut', 'library_file', 'pause'));
