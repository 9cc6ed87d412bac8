-- Our reactions on their way to the customer. The row is the outbox, one a message, and the newest wish stands: which emoji, or
-- none any more, is what reactions says of our side.
create table reaction_sends (
  message_id bigint primary key references messages,
  -- Counts up with every wish: what comes of an older one changes nothing.
  wish int not null default 1,
  state text not null default 'waiting',
  due_at timestamptz not null,
  state_at timestamptz not null,
  tries int not null default 0,
  -- While somebody sends, a newer wish waits, so that it cannot arrive first.
  busy_until timestamptz,
  external_id text,
  -- What the customer sees, as far as the channel told us.
  told text,
  failure text,
  constraint a_reactions_state_is_known check (state in ('waiting', 'sending', 'uncertain', 'sent', 'unconfirmed', 'refused')),
  constraint a_told_emoji_is_bounded check (length(told) between 1 and 64),
  constraint a_reactions_id_is_bounded check (length(external_id) <= 512),
  constraint a_reactions_failure_is_bounded check (length(failure) <= 1000)
);
create index reaction_sends_due on reaction_sends (due_at) where state = 'waiting';
create index reaction_sends_doubtful on reaction_sends (state_at) where state in ('sending', 'uncertain');
create index reaction_sends_known on reaction_sends (external_id) where external_id is not null;
