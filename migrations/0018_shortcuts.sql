-- Texts that people put into a draft by name: one's own, an inbox's, or everybody's.
create table shortcuts (
  id bigint generated always as identity primary key,
  scope text not null,
  operator_id bigint references operators,
  inbox_id bigint references inboxes,
  name text not null,
  body text not null,
  -- How often it was put into a draft, and when last.
  uses int not null default 0,
  last_used_at timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- It can be brought back until it is forgotten.
  deleted_at timestamptz,
  constraint a_shortcut_scope_is_known check (scope in ('personal', 'inbox', 'everyone')),
  constraint a_personal_shortcut_is_somebodys check ((scope = 'personal') = (operator_id is not null)),
  constraint an_inboxs_shortcut_names_its_inbox check ((scope = 'inbox') = (inbox_id is not null)),
  constraint a_shortcut_name_is_one_word_of_1_to_40_characters check (name ~ '^[^\s/]{1,40}$'),
  constraint a_shortcut_has_1_to_4096_characters check (length(body) between 1 and 4096)
);
create unique index shortcuts_name on shortcuts (scope, coalesce(operator_id, inbox_id, 0), lower(name)) where deleted_at is null;
create index shortcuts_deleted on shortcuts (deleted_at) where deleted_at is not null;

-- What is shared is administered: each change has its line.
alter table audit
  drop constraint an_audit_subject_is_known,
  add constraint an_audit_subject_is_known check (subject in
    ('inbox', 'channel', 'operator', 'team', 'tag', 'schedule', 'dialogue', 'webhook', 'job', 'installation', 'shortcut'));
