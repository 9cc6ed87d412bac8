-- All that channels bring beyond a message: news of the account, changes of mind, the owner's phone, people who prove to be one.

-- WhatsApp: the business account that the number belongs to. News of the account names no number.
alter table channels add business_account_id text;
alter table channels add constraint a_business_account_id_is_bounded check (length(business_account_id) <= 200);

-- What a channel says about itself: its quality, its templates, its limits, what is wrong with it.
create table channel_notices (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels,
  at timestamptz not null,
  kind text not null,
  level text not null,
  -- Which of several things: a template's name, the number. Empty where there is but one.
  subject text not null default '',
  -- The channel's own word for what happened (APPROVED, FLAGGED), and its own sentence.
  word text not null default '',
  detail text not null default '',
  data jsonb not null,
  -- The same news again is no news.
  key text not null,
  dismissed_at timestamptz,
  dismissed_by bigint references operators,
  constraint a_notice_kind_is_known check (kind in ('account', 'account_alert', 'account_review', 'capability', 'error',
    'phone_name', 'phone_quality', 'security', 'template_category', 'template_quality', 'template_status')),
  constraint a_level_is_known check (level in ('info', 'warning', 'critical')),
  constraint a_notice_is_bounded check (length(subject) <= 520 and length(word) <= 200 and length(detail) <= 2000 and length(key) <= 100),
  constraint who_dismisses_does_it_at_some_time check (dismissed_by is null or dismissed_at is not null),
  unique (channel_id, key)
);
create index channel_notices_newest on channel_notices (channel_id, at desc, id desc);

-- A person who proved to be another we know: all that was theirs went there. Nothing that names them breaks.
alter table contacts add joined_into bigint references contacts;
alter table threads add joined_into bigint references threads;
alter table contacts add constraint nobody_is_joined_to_themselves check (joined_into <> id);
alter table threads add constraint no_thread_is_joined_to_itself check (joined_into <> id);

-- Where an exchange came from.
alter table conversations add source text not null default 'direct';
alter table conversations add source_title text;
alter table conversations add source_url text;
alter table conversations add constraint a_source_is_known check (source in ('direct', 'ad', 'post', 'other'));
alter table conversations add constraint a_source_is_bounded check (length(source_title) <= 500 and length(source_url) <= 2000);

-- «Phone»: the business's own people, in the channel's own app. «Deleted»: its words are in message_versions alone.
alter table messages add edited_at timestamptz;
alter table messages drop constraint an_author_is_known;
alter table messages add constraint an_author_is_known check (author in ('contact', 'operator', 'bot', 'ai', 'campaign', 'system', 'phone'));
alter table messages drop constraint a_kind_is_known;
alter table messages add constraint a_kind_is_known check (kind in ('text', 'note', 'image', 'video', 'audio', 'voice', 'document', 'sticker',
  'location', 'contacts', 'interactive', 'button', 'order', 'system', 'unsupported', 'unknown', 'deleted'));
create index messages_by_phone on messages (ticket_id, sent_at desc) where author = 'phone';

-- Every wording of a message that was edited or deleted, the first one too; the newest is shown, or none.
create table message_versions (
  message_id bigint not null references messages,
  -- The channel's id of the edit; of the first wording, that of the message.
  external_id text not null,
  at timestamptz not null,
  kind text not null,
  body text not null,
  content jsonb,
  primary key (message_id, external_id),
  constraint an_external_id_is_bounded check (length(external_id) <= 512),
  constraint a_body_is_bounded check (length(body) <= 65536)
);

-- What the channel charged, as it said it.
alter table message_sends add pricing jsonb;

-- An edit may be longer than an index entry can be.
alter table pending_updates drop constraint a_pending_kind_is_known;
alter table pending_updates add constraint a_pending_kind_is_known check (kind in ('status', 'reaction', 'edit', 'deletion'));
alter table pending_updates drop constraint pending_updates_channel_id_external_id_kind_at_data_key;
create unique index pending_updates_once on pending_updates (channel_id, external_id, kind, at, md5(data::text));
