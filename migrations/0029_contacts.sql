-- What a company knows of a person beyond how to reach them, the questions that it asks of everybody, and how people are found.
alter table contacts
  add email text,
  -- An ISO code: es, pt-BR.
  add language text,
  -- Whose customer this is. Null: whoever wrote to them last.
  add owner_id bigint references operators,
  add notes text not null default '',
  add tag_ids bigint[] not null default '{}',
  -- By the id of the field: a text, a number, yyyy-mm-dd, an option, true or false.
  add fields jsonb not null default '{}',
  -- Grows with every change, so that nobody overwrites what they have not seen.
  add version bigint not null default 1,
  add constraint an_email_is_bounded check (length(email) between 3 and 254),
  add constraint a_language_is_a_code check (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  add constraint notes_are_bounded check (length(notes) <= 4000),
  add constraint fields_are_an_object check (jsonb_typeof(fields) = 'object'),
  add constraint a_contact_has_at_most_20_tags check (cardinality(tag_ids) <= 20);
create index contacts_tags on contacts using gin (tag_ids);
create index contacts_email on contacts (lower(email)) where email is not null;

-- As it was typed, with its plus: the canonical value of some countries cannot be dialled. Null: as the channel has it.
alter table contact_aliases
  add number text,
  add constraint a_number_is_e164 check (number ~ '^\+[0-9]{4,20}$');

-- Case and accents are no difference to whoever searches.
create function plain(said text) returns text language sql immutable parallel safe strict as
$$
  select lower(public.unaccent('public.unaccent'::regdictionary, said))
$$;

-- All that a contact is found by, numbers apart; every word has a blank before it. Names bear their schema: a restore has no search path.
create function contact_words(name text, email text, fields jsonb) returns text language sql immutable parallel safe as
$$
  select ' ' || public.plain(name || coalesce(' ' || email, '') || coalesce((
    select string_agg(' ' || (value #>> '{}'), '') from jsonb_each(fields) where jsonb_typeof(value) <> 'boolean'), ''))
$$;
alter table contacts add words text not null generated always as (contact_words(name, email, fields)) stored;
create index contacts_words on contacts using gin (words gin_trgm_ops);
drop index contacts_name_trigrams;

-- Questions that an administrator asks of every contact.
create table contact_fields (
  id bigint generated always as identity primary key,
  name text not null,
  kind text not null,
  required boolean not null default false,
  options text[] not null default '{}',
  -- Their order on the card.
  position int not null,
  archived_at timestamptz,
  created_at timestamptz not null,
  constraint a_field_name_has_1_to_60_characters check (length(name) between 1 and 60),
  constraint a_field_kind_is_known check (kind in ('text', 'number', 'date', 'list', 'yes_no')),
  constraint a_list_offers_options check ((kind = 'list') = (cardinality(options) > 0)),
  constraint options_are_bounded check (cardinality(options) <= 100)
);
create unique index contact_fields_name on contact_fields (lower(name));

alter table audit
  drop constraint an_audit_subject_is_known,
  add constraint an_audit_subject_is_known check (subject in
    ('inbox', 'channel', 'operator', 'team', 'tag', 'schedule', 'dialogue', 'webhook', 'job', 'installation', 'shortcut', 'library_file', 'pause',
     'contact', 'contact_field')),
  drop constraint an_audit_action_is_known,
  add constraint an_audit_action_is_known check (action in
    ('created', 'edited', 'enabled', 'disabled', 'removed', 'restored', 'invited', 'password_set', 'two_factor_on', 'two_factor_off',
     'recovery_codes_made', 'signed_out', 'reprocessed', 'discarded', 'exported', 'blocked', 'unblocked', 'merged', 'separated', 'anonymised', 'imported'));
