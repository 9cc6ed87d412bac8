-- What messages carry beyond words: pictures, recordings, documents.

-- Bytes, kept once by their SHA-256. All that is said of them follows from the bytes alone, never from a name.
create table files (
  name text primary key,
  mime text not null,
  size bigint not null,
  width int,
  height int,
  animated boolean not null default false,
  -- A small WebP of the same picture, under its own hash.
  thumbnail text,
  created_at timestamptz not null,
  constraint a_file_is_named_by_its_hash check (name ~ '^[0-9a-f]{64}$'),
  constraint a_mime_is_bounded check (length(mime) between 3 and 120),
  constraint a_size_is_never_negative check (size >= 0),
  constraint a_picture_has_two_sides check ((width is null) = (height is null)),
  constraint a_thumbnail_is_named_by_its_hash check (thumbnail ~ '^[0-9a-f]{64}$')
);

-- The file of a message. What a customer sent is fetched from the channel, which keeps it for some days.
create table attachments (
  message_id bigint primary key references messages,
  state text not null,
  file text references files,
  -- As whoever sent it called it.
  file_name text not null default '',
  -- The channel's id of what arrived, and what it says the bytes hash to.
  media_id text,
  media_sha256 text,
  tries int not null default 0,
  due_at timestamptz,
  give_up_at timestamptz,
  failure text,
  constraint an_attachment_state_is_known check (state in ('waiting', 'ready', 'failed')),
  constraint what_is_ready_has_its_file check ((state = 'ready') = (file is not null)),
  constraint what_waits_has_its_time check (state <> 'waiting' or (media_id is not null and due_at is not null and give_up_at is not null)),
  constraint a_file_name_is_bounded check (length(file_name) <= 240),
  constraint a_media_id_is_bounded check (length(media_id) <= 512 and length(media_sha256) <= 200),
  constraint a_failure_is_bounded check (length(failure) <= 1000)
);
create index attachments_due on attachments (due_at) where state = 'waiting';
create index attachments_file on attachments (file) where file is not null;

-- What somebody chose to send and has not sent yet. Its id becomes the key of the message.
create table uploads (
  id uuid primary key,
  operator_id bigint not null references operators,
  -- Whose bar it waits in; null elsewhere.
  ticket_id bigint references tickets,
  kind text not null,
  file text not null references files,
  file_name text not null,
  created_at timestamptz not null,
  constraint an_upload_becomes_a_message check (kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker')),
  constraint a_file_name_is_bounded check (length(file_name) <= 240)
);
create index uploads_old on uploads (created_at);
create index uploads_waiting on uploads (operator_id, ticket_id);
create index uploads_file on uploads (file);

-- What a channel has of ours already, so that it is given once: a file leaves before the message that shows it.
create table channel_files (
  channel_id bigint not null references channels,
  file text not null references files,
  media_id text,
  expires_at timestamptz,
  tries int not null default 0,
  due_at timestamptz not null,
  give_up_at timestamptz not null,
  primary key (channel_id, file),
  constraint a_media_id_is_bounded check (length(media_id) between 1 and 512),
  constraint what_the_channel_has_it_forgets_some_day check ((media_id is null) = (expires_at is null))
);
create index channel_files_due on channel_files (due_at) where media_id is null;
create index channel_files_file on channel_files (file);

alter table messages drop constraint a_kind_is_known;
alter table messages add constraint a_kind_is_known check (kind in ('text', 'note', 'image', 'video', 'audio', 'voice', 'document', 'sticker',
  'location', 'contacts', 'interactive', 'button', 'order', 'system', 'unsupported', 'unknown', 'deleted', 'template'));

-- What arrived before files were kept: the channel still has that of the last week.
insert into attachments (message_id, state, file_name, media_id, media_sha256, due_at, give_up_at, failure)
select m.id, case when late then 'failed' else 'waiting' end, left(coalesce(media->>'filename', ''), 240), media->>'id', left(media->>'sha256', 200),
  m.stored_at, m.stored_at + interval '7 days', case when late then 'expired' end
from messages m
cross join lateral (select m.content->(case m.kind when 'voice' then 'audio' else m.kind end) media) x
cross join lateral (select m.stored_at < (select max(stored_at) from messages) - interval '6 days' late) y
where m.kind in ('image', 'video', 'audio', 'voice', 'document', 'sticker') and length(media->>'id') between 1 and 512;
