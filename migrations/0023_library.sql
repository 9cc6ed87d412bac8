-- Files that are kept at hand, to be sent again and again: the library's, and those that go with an atajo.

create table library_files (
  id bigint generated always as identity primary key,
  -- Whose folder it lies in; null: everybody's.
  inbox_id bigint references inboxes,
  title text not null,
  kind text not null,
  file text not null references files,
  file_name text not null,
  -- How often it was put into a bar, and when last.
  uses int not null default 0,
  last_used_at timestamptz,
  created_at timestamptz not null,
  -- It can be brought back until it is forgotten.
  deleted_at timestamptz,
  constraint a_kept_file_becomes_a_message check (kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker')),
  constraint a_title_has_1_to_120_characters check (length(title) between 1 and 120),
  constraint a_file_name_is_bounded check (length(file_name) <= 240)
);
create index library_files_folder on library_files (inbox_id) where deleted_at is null;
create index library_files_file on library_files (file);
create index library_files_deleted on library_files (deleted_at) where deleted_at is not null;

create table shortcut_files (
  id bigint generated always as identity primary key,
  shortcut_id bigint not null references shortcuts on delete cascade,
  kind text not null,
  file text not null references files,
  file_name text not null,
  constraint a_kept_file_becomes_a_message check (kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker')),
  constraint a_file_name_is_bounded check (length(file_name) <= 240)
);
create index shortcut_files_shortcut on shortcut_files (shortcut_id);
create index shortcut_files_file on shortcut_files (file);

alter table audit
  drop constraint an_audit_subject_is_known,
  add constraint an_audit_subject_is_known check (subject in
    ('inbox', 'channel', 'operator', 'team', 'tag', 'schedule', 'dialogue', 'webhook', 'job', 'installation', 'shortcut', 'library_file'));
