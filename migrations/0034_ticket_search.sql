-- The history of tickets: found by all that was said in them, by what they have been through and by who took part.

-- Spanish stems of words without their accents: «Facturación» is «facturacion», «facturas» is «factura».
create text search configuration convos_es (copy = spanish);
alter text search configuration convos_es alter mapping for word, hword, hword_part with unaccent, spanish_stem;
alter text search configuration convos_es alter mapping for numword, numhword, hword_numpart with unaccent, simple;

-- What is looked for and what was said become words alike: a code like AB-1234 is found by each of its parts, and nothing is markup.
create function said_words(said text) returns tsvector language sql immutable parallel safe strict as
$$
  select pg_catalog.to_tsvector('public.convos_es'::regconfig, translate(public.plain(said), '-_/+<>&', '       '))
$$;
create function sought_words(said text) returns tsquery language sql immutable parallel safe strict as
$$
  select pg_catalog.plainto_tsquery('public.convos_es'::regconfig, translate(public.plain(said), '-_/+<>&', '       '))
$$;

-- A ticket is one text: its customer's name, its messages and notes, its closing observation. What is searched is the ticket, so the
-- words that are looked for may stand in different messages.
create table ticket_texts (
  ticket_id bigint primary key references tickets,
  words tsvector not null
);
-- Written in the background: whoever reads shall not wait for a list of what is pending.
create index ticket_texts_words on ticket_texts using gin (words) with (fastupdate = off);

-- Tickets whose text has changed since it was read. Only ever added to, so that a line that is deleted says nothing of what came later.
create table ticket_texts_due (
  id bigint generated always as identity primary key,
  ticket_id bigint not null,
  -- Something that was said is said no more: until its text is read again it must not be found by words.
  shrunk boolean not null
);
create index ticket_texts_due_ticket on ticket_texts_due (ticket_id);

-- Who wrote in a ticket or held it, at any time. The time of its opening leads down the list without a look at the ticket.
create table ticket_people (
  ticket_id bigint not null references tickets,
  operator_id bigint not null references operators,
  opened_at timestamptz not null,
  primary key (ticket_id, operator_id)
);
create index ticket_people_newest on ticket_people (operator_id, opened_at desc, ticket_id desc);

-- What a ticket has been through at least once.
create table ticket_past (
  ticket_id bigint not null references tickets,
  mark text not null,
  opened_at timestamptz not null,
  primary key (ticket_id, mark),
  constraint a_mark_is_known check (mark in ('reopened', 'rotated', 'transferred'))
);
create index ticket_past_newest on ticket_past (mark, opened_at desc, ticket_id desc);

create function follow_message() returns trigger language plpgsql as
$$
begin
  insert into ticket_texts_due (ticket_id, shrunk)
  select distinct ticket_id, false from fresh where ticket_id is not null and body <> '';
  insert into ticket_people (ticket_id, operator_id, opened_at)
  select distinct t.id, f.operator_id, t.opened_at from fresh f join tickets t on t.id = f.ticket_id where f.author = 'operator'
  on conflict do nothing;
  return null;
end
$$;
create trigger messages_are_followed after insert on messages
  referencing new table as fresh for each statement execute function follow_message();

create function follow_change_of_message() returns trigger language plpgsql as
$$
begin
  insert into ticket_texts_due (ticket_id, shrunk)
  select distinct id, true from unnest(array[old.ticket_id, new.ticket_id]) id where id is not null;
  insert into ticket_people (ticket_id, operator_id, opened_at)
  select t.id, new.operator_id, t.opened_at from tickets t where t.id = new.ticket_id and new.author = 'operator'
  on conflict do nothing;
  return null;
end
$$;
create trigger messages_that_change_are_followed after update of body, ticket_id on messages
  for each row when (old.body is distinct from new.body or old.ticket_id is distinct from new.ticket_id) execute function follow_change_of_message();

create function follow_ticket() returns trigger language plpgsql as
$$
begin
  if tg_op = 'INSERT' then
    insert into ticket_texts_due (ticket_id, shrunk) values (new.id, false);
  elsif old.observation is distinct from new.observation or old.contact_id <> new.contact_id then
    insert into ticket_texts_due (ticket_id, shrunk) values (new.id, old.observation is not null or old.contact_id <> new.contact_id);
  end if;
  if new.last_operator_id is not null then
    insert into ticket_people (ticket_id, operator_id, opened_at) values (new.id, new.last_operator_id, new.opened_at) on conflict do nothing;
  end if;
  if tg_op = 'UPDATE' and old.opened_at <> new.opened_at then
    update ticket_people set opened_at = new.opened_at where ticket_id = new.id;
    update ticket_past set opened_at = new.opened_at where ticket_id = new.id;
  end if;
  return null;
end
$$;
create trigger tickets_are_followed after insert on tickets for each row execute function follow_ticket();
create trigger tickets_that_change_are_followed after update of observation, contact_id, last_operator_id, opened_at on tickets
  for each row when (old.observation is distinct from new.observation or old.contact_id <> new.contact_id
    or old.last_operator_id is distinct from new.last_operator_id or old.opened_at <> new.opened_at) execute function follow_ticket();

create function follow_name() returns trigger language plpgsql as
$$
begin
  insert into ticket_texts_due (ticket_id, shrunk) select id, true from tickets where contact_id = new.id;
  return null;
end
$$;
create trigger names_are_followed after update of name on contacts
  for each row when (old.name <> new.name) execute function follow_name();

create function follow_happening() returns trigger language plpgsql as
$$
begin
  insert into ticket_past (ticket_id, mark, opened_at) select id, new.kind, opened_at from tickets where id = new.ticket_id on conflict do nothing;
  return null;
end
$$;
create trigger happenings_are_followed after insert on events
  for each row when (new.kind in ('reopened', 'rotated', 'transferred')) execute function follow_happening();

-- What happened before. The texts are read in the background, the newest tickets first: there may be millions.
insert into ticket_people (ticket_id, operator_id, opened_at)
select t.id, p.operator_id, t.opened_at
from (
  select id ticket_id, last_operator_id operator_id from tickets where last_operator_id is not null
  union
  select ticket_id, operator_id from messages where author = 'operator' and ticket_id is not null
  union
  select ticket_id, operator_id from events
  where operator_id is not null and kind in ('opened', 'taken', 'taken_over', 'transferred', 'assigned', 'rotated', 'left', 'reopened', 'close_undone')) p
join tickets t on t.id = p.ticket_id
join operators o on o.id = p.operator_id;
insert into ticket_past (ticket_id, mark, opened_at)
select distinct t.id, e.kind, t.opened_at from events e join tickets t on t.id = e.ticket_id where e.kind in ('reopened', 'rotated', 'transferred');
insert into ticket_texts_due (ticket_id, shrunk) select id, false from tickets order by id;

-- The messages of one ticket, for its text, its transcript and the place of a hit.
create index messages_ticket on messages (ticket_id, sent_at desc, id desc) where ticket_id is not null;

-- The history goes by the time of opening, the newest first; each condition leads down it by an index of its own,
-- which knows also who may see the ticket: so pages and counts look at no more tickets than they show.
create index tickets_newest on tickets (opened_at desc, id desc) include (inbox_id, operator_id);
create index tickets_in_state on tickets (status, opened_at desc, id desc) include (inbox_id, operator_id);
create index tickets_of_inbox on tickets (inbox_id, opened_at desc, id desc) include (operator_id);
create index tickets_of_channel on tickets (channel_id, opened_at desc, id desc) include (inbox_id, operator_id);
create index tickets_of_origin on tickets (origin, opened_at desc, id desc) include (inbox_id, operator_id) where origin <> 'inbound';
create index tickets_held_last on tickets (last_operator_id, opened_at desc, id desc) include (inbox_id, operator_id, status) where last_operator_id is not null;
create index tickets_closed_by on tickets (closed_by, opened_at desc, id desc) include (inbox_id, operator_id) where closed_by is not null;
create index tickets_closed on tickets (closed_at desc, id desc) include (opened_at, inbox_id, operator_id) where closed_at is not null;
create index tickets_closed_for on tickets (closing_reason, opened_at desc, id desc) include (inbox_id, operator_id, status) where closing_reason is not null;
-- Whoever wrote long before it was taken in opened it later than they wrote.
create index tickets_active on tickets ((greatest(last_activity_at, opened_at)) desc, id desc) include (opened_at, inbox_id, operator_id);
-- Beside that of the open ones, which stays small.
create index tickets_all_tags on tickets using gin (tag_ids) where tag_ids <> '{}';

-- Filters worth keeping are kept of this list too.
alter table contact_segments rename to segments;
alter table segments add list text not null default 'contacts',
  add constraint a_segments_list_is_known check (list in ('contacts', 'tickets'));
alter table segments alter list drop default;
drop index contact_segments_name;
create unique index segments_name on segments (list, coalesce(operator_id, 0), lower(name));
