-- One's own profile: the zone one reads times in, a photo, and the second step of signing in.
alter table operators
  -- Null: the browser's.
  add column zone text,
  -- The content's name in the file store.
  add column photo text,
  -- Sealed by the installation's keys. Null: a password is enough.
  add column two_factor_secret text,
  -- The last thirty seconds whose code was taken: no code is good twice.
  add column two_factor_step bigint,
  add constraint a_zone_is_bounded check (length(zone) between 1 and 64),
  add constraint a_photo_is_named_by_its_content check (photo ~ '^[0-9a-f]{64}$'),
  add constraint a_two_factor_secret_is_bounded check (length(two_factor_secret) between 1 and 1000),
  add constraint a_step_is_kept_while_two_factor_is_on check ((two_factor_secret is null) = (two_factor_step is null));

create table recovery_codes (
  operator_id bigint not null references operators,
  code_hash text not null,
  used_at timestamptz,
  primary key (operator_id, code_hash),
  constraint a_code_is_kept_as_its_hash check (code_hash ~ '^[0-9a-f]{64}$')
);
