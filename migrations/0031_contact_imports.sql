-- Files of contacts that are taken in row by row: first only looked at, then written, from wherever the last batch ended.
create table contact_imports (
  id bigint generated always as identity primary key,
  operator_id bigint not null references operators,
  created_at timestamptz not null,
  file_name text not null,
  headers text[] not null,
  -- What each column means: nothing, name, phone, email, language, owner, notes, tags, or field_ and the id of a field.
  mapping text[] not null,
  -- Of numbers without «+», as the phone library names it: AR.
  region text,
  -- On every contact of the file.
  tag_id bigint references tags,
  known text not null default 'update',
  makes_tags boolean not null default false,
  state text not null default 'mapping',
  total int not null,
  -- So many rows have their outcome, up to this line: the cursor, moved with what the rows did.
  done int not null default 0,
  done_line int not null default 0,
  created int not null default 0,
  updated int not null default 0,
  unchanged int not null default 0,
  faulty int not null default 0,
  -- Begun since a batch last came to its end.
  tries int not null default 0,
  moved_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  -- Its lines are gone; the figures stay.
  pruned boolean not null default false,
  constraint an_import_file_name_is_bounded check (length(file_name) between 1 and 240),
  constraint every_column_has_its_meaning check (cardinality(headers) = cardinality(mapping) and cardinality(headers) between 1 and 200),
  constraint a_region_is_a_code check (region ~ '^[A-Z]{2}$'),
  constraint known_is_known check (known in ('update', 'skip')),
  constraint an_import_state_is_known check (state in ('mapping', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
  constraint no_more_is_done_than_there_is check (done between 0 and total),
  constraint every_row_that_is_done_has_one_outcome check (created + updated + unchanged + faulty = done),
  constraint what_is_done_is_done_to_the_end check (state not in ('checked', 'done') or done = total),
  constraint what_ended_has_its_time check ((state in ('done', 'cancelled', 'failed')) = (finished_at is not null)),
  constraint what_runs_was_started check (state not in ('running', 'done') or started_at is not null)
);
create index contact_imports_moving on contact_imports (moved_at) where state in ('checking', 'running');

-- A row of the file, by its number in a spreadsheet. A cell is as it was read, cut where no cell of ours is as long.
create table contact_import_lines (
  import_id bigint not null references contact_imports,
  line int not null,
  cells text[] not null,
  primary key (import_id, line)
);

-- Who stands where in the file: the number or the e-mail by which a row is known, and the first line that has it.
create table contact_import_keys (
  import_id bigint not null references contact_imports,
  key text not null,
  line int not null,
  primary key (import_id, key)
);

-- Why a row is left out; one line may have several faults.
create table contact_import_faults (
  import_id bigint not null references contact_imports,
  line int not null,
  -- Their order within the line.
  place smallint not null,
  header text,
  reason text not null,
  value text not null default '',
  -- The earlier one that it repeats.
  other_line int,
  primary key (import_id, line, place),
  constraint a_fault_is_known check (reason in
    ('no_name_no_phone', 'name_too_long', 'phone_not_a_number', 'phone_no_country', 'phone_unknown_country', 'phone_too_short', 'phone_too_long',
     'phone_wrong_length', 'phone_rounded', 'too_many_phones', 'email_invalid', 'email_of_several', 'unknown_language', 'unknown_owner', 'notes_too_long',
     'unknown_tag', 'tag_too_long', 'too_many_tags', 'text_too_long', 'not_a_number', 'not_a_date', 'not_an_option', 'not_yes_no', 'required_missing',
     'repeated_phone', 'repeated_email', 'phones_of_two', 'not_yours')),
  constraint a_faulty_value_is_bounded check (length(value) <= 200),
  constraint what_repeats_says_what check ((reason in ('repeated_phone', 'repeated_email')) = (other_line is not null))
);
