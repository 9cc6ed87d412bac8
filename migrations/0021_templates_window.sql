-- The message templates of a channel's account, as it last told them. The channel knows them by name and language.
create table templates (
  channel_id bigint not null references channels,
  external_id text not null,
  name text not null,
  language text not null,
  category text not null,
  status text not null,
  -- The channel's own word for how customers take it; empty until it has one.
  quality text not null default '',
  -- {{first_name}} instead of {{1}}.
  named boolean not null default false,
  components jsonb not null,
  told_at timestamptz not null,
  primary key (channel_id, name, language),
  constraint a_template_is_bounded check (length(external_id) <= 100 and length(name) between 1 and 512 and length(language) between 1 and 20
    and length(quality) <= 40 and length(components::text) <= 40000),
  constraint a_template_category_is_known check (category in ('marketing', 'utility', 'authentication', 'other')),
  constraint a_template_status_is_known check (status in ('approved', 'pending', 'rejected', 'paused', 'disabled', 'other'))
);

alter table channels
  -- When the channel is to be asked for its templates next.
  add column templates_due_at timestamptz not null default '-infinity',
  -- When it last told them.
  add column templates_at timestamptz,
  -- Why it did not when it was last asked.
  add column templates_error text not null default '',
  add constraint a_templates_error_is_bounded check (length(templates_error) <= 1000);
create index channels_templates_due on channels (templates_due_at) where enabled;

-- The channel said that the window is closed, whatever we count: nothing but templates until the customer writes again.
alter table threads add column window_refused_at timestamptz;
