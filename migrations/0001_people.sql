-- Who signs in, and whether they are here.
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create table operators (
  id bigint generated always as identity primary key,
  name text not null,
  email text not null,
  password_hash text not null,
  role text not null,
  culture text not null default 'es',
  theme text not null default 'system',
  -- A new stamp ends every session that was signed in with the old one.
  stamp uuid not null default gen_random_uuid(),
  failed_sign_ins int not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null,
  -- Presence stands on the operator's own row, so that a move can check it and assignment can lock it.
  available boolean not null default false,
  presence_by_hand boolean not null default false,
  presence_cause text not null default 'new',
  presence_since timestamptz not null,
  open_count int not null default 0,
  cap int,
  constraint a_name_has_1_to_80_characters check (length(name) between 1 and 80),
  constraint an_email_has_3_to_254_characters check (length(email) between 3 and 254),
  constraint a_hash_is_bounded check (length(password_hash) <= 512),
  constraint a_role_is_known check (role in ('operator', 'supervisor', 'admin')),
  constraint a_culture_is_known check (culture in ('es', 'en')),
  constraint a_theme_is_known check (theme in ('system', 'light', 'dark')),
  constraint a_presence_cause_is_known check (presence_cause in
    ('new', 'signed_in', 'arrived', 'by_hand', 'left_section', 'silence', 'signed_out', 'disabled')),
  constraint an_open_count_is_never_negative check (open_count >= 0),
  constraint a_cap_is_sensible check (cap between 0 and 1000),
  constraint a_disabled_operator_is_not_available check (not (available and disabled_at is not null))
);
create unique index operators_email on operators (lower(email));

create table presence_intervals (
  id bigint generated always as identity primary key,
  operator_id bigint not null references operators,
  available boolean not null,
  cause text not null,
  since timestamptz not null,
  until timestamptz,
  constraint an_interval_does_not_run_backwards check (until >= since),
  constraint intervals_of_one_operator_do_not_overlap exclude using gist
    (operator_id with =, tstzrange(since, until) with &&)
);
create unique index one_current_interval_per_operator on presence_intervals (operator_id) where until is null;

-- A page that an operator has open: the evidence of presence.
create table operator_pages (
  operator_id bigint not null references operators,
  tab_id uuid not null,
  session_id uuid not null,
  section text not null,
  last_sign_at timestamptz not null,
  primary key (operator_id, tab_id),
  constraint a_section_is_known check (section in ('conversations', 'elsewhere'))
);
