-- Who changed what in the administration, and what an inbox asks at closing.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- Null: the command line.
  actor_id bigint references operators,
  subject text not null,
  subject_id bigint,
  -- As it was called then: a log does not change with its subject.
  subject_name text not null,
  action text not null,
  -- {"field": [before, after]}; never a secret.
  changes jsonb not null default '{}',
  constraint an_audit_subject_is_known check (subject in
    ('inbox', 'channel', 'operator', 'team', 'tag', 'schedule', 'dialogue', 'webhook', 'job', 'installation')),
  constraint an_audit_action_is_known check (action in
    ('created', 'edited', 'enabled', 'disabled', 'removed', 'restored', 'invited', 'password_set', 'two_factor_on', 'two_factor_off',
     'recovery_codes_made', 'signed_out', 'reprocessed', 'discarded', 'exported')),
  constraint a_subject_name_is_bounded check (length(subject_name) <= 200)
);
create index audit_latest on audit (at desc, id desc);
create index audit_actor on audit (actor_id, at desc, id desc);
create index audit_subject on audit (subject, subject_id, at desc, id desc);

alter table inboxes
  -- Whether the customer sees when whoever holds the ticket has read them.
  add column read_receipts boolean not null default true,
  add column requires_observation boolean not null default false,
  add column closing_reasons text[] not null default '{}',
  add constraint closing_reasons_are_at_most_30 check (cardinality(closing_reasons) <= 30);

-- The words that were chosen: a reason that is renamed or dropped later does not rewrite the past.
alter table tickets
  add column closing_reason text,
  add constraint a_closing_reason_is_bounded check (length(closing_reason) <= 80);
