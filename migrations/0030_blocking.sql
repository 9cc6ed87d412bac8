-- Whom nobody is to hear any more, and what they send meanwhile.
alter table contacts
  add blocked_at timestamptz,
  add blocked_by bigint references operators,
  add block_reason text,
  add constraint a_block_says_who_and_why check ((blocked_at is null) = (blocked_by is null) and (blocked_at is null) = (block_reason is null)),
  add constraint a_block_reason_has_1_to_500_characters check (length(block_reason) between 1 and 500);
create index contacts_blocked on contacts (blocked_at desc, id desc) where blocked_at is not null;

-- The least role that may block and unblock.
alter table installation
  add who_blocks text not null default 'operator',
  add constraint a_role_that_blocks_is_known check (who_blocks in ('operator', 'supervisor', 'admin'));

-- Kept aside while its writer is blocked, and for good: it belongs to no ticket and to no conversation.
alter table messages
  add withheld boolean not null default false,
  alter conversation_id drop not null,
  add constraint what_is_withheld_belongs_nowhere check (withheld = (conversation_id is null) and (not withheld or ticket_id is null));
create index messages_withheld on messages (thread_id, sent_at desc, id desc) where withheld;

-- What a channel is to be told of it. The row is the outbox, one a contact and channel, and the newest wish stands. Telling twice
-- does no harm. An unblocking that the channel heard leaves none. Of contacts who proved to be one each keeps its own row where each
-- was known by an address of its own.
create table channel_blocks (
  contact_id bigint not null references contacts,
  channel_id bigint not null references channels,
  -- Whom the channel is told of: where they are written to may be another by the time that it is taken back.
  address text not null,
  blocked boolean not null,
  -- Counts up with every wish: what comes of an older one changes nothing.
  wish int not null default 1,
  state text not null default 'waiting',
  due_at timestamptz not null,
  state_at timestamptz not null,
  -- None: the channel does not know.
  tries int not null default 0,
  cause text,
  failure text,
  primary key (contact_id, channel_id),
  constraint a_channel_block_state_is_known check (state in ('waiting', 'done', 'refused')),
  constraint a_block_cause_is_known check (cause in ('not_recent', 'list_full', 'itself', 'other')),
  constraint a_refused_block_has_its_cause check ((state = 'refused') = (cause is not null)),
  constraint a_block_failure_is_bounded check (length(failure) <= 1000)
);
create index channel_blocks_due on channel_blocks (due_at) where state = 'waiting';
