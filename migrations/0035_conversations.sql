-- The history of conversations: every exchange on every channel, with a ticket or without.

-- The tickets of a conversation: that which opened in it, and each that something of it was said in. A ticket that stays open through
-- a day of silence belongs to several.
create table conversation_tickets (
  conversation_id bigint not null references conversations,
  ticket_id bigint not null references tickets,
  primary key (conversation_id, ticket_id)
);
create index conversation_tickets_ticket on conversation_tickets (ticket_id);

-- All that a conversation is filtered by and shown to people by, besides its time. There are few of them: each leads down the
-- conversations of its kind, so whatever is asked, and by whom, is answered by the newest of some kinds.
create table conversation_kinds (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels,
  origin text not null,
  source text not null,
  -- Where its tickets are; empty: it has none.
  inbox_ids bigint[] not null,
  unique (channel_id, origin, source, inbox_ids)
);

create function conversation_kind(in_channel bigint, with_origin text, with_source text, in_inboxes bigint[]) returns bigint language plpgsql as
$$
declare
  kind bigint;
begin
  loop
    select id into kind from conversation_kinds
    where channel_id = in_channel and origin = with_origin and source = with_source and inbox_ids = in_inboxes;
    exit when kind is not null;
    -- Another may be making it too: then it is there once they have committed.
    insert into conversation_kinds (channel_id, origin, source, inbox_ids) values (in_channel, with_origin, with_source, in_inboxes)
    on conflict do nothing;
  end loop;
  return kind;
end
$$;

alter table conversations add kind_id bigint references conversation_kinds;
insert into conversation_tickets (conversation_id, ticket_id)
select conversation_id, id from tickets
union
select conversation_id, ticket_id from messages where ticket_id is not null;
create temporary table kinds_before on commit drop as
select cv.id, th.channel_id, cv.origin, cv.source, coalesce(i.inbox_ids, '{}') inbox_ids
from conversations cv
join threads th on th.id = cv.thread_id
left join (
  select ct.conversation_id, array_agg(distinct t.inbox_id order by t.inbox_id) inbox_ids
  from conversation_tickets ct join tickets t on t.id = ct.ticket_id
  group by ct.conversation_id) i on i.conversation_id = cv.id;
insert into conversation_kinds (channel_id, origin, source, inbox_ids)
select distinct channel_id, origin, source, inbox_ids from kinds_before;
update conversations cv set kind_id = k.id
from kinds_before b
join conversation_kinds k on k.channel_id = b.channel_id and k.origin = b.origin and k.source = b.source and k.inbox_ids = b.inbox_ids
where cv.id = b.id;
alter table conversations alter kind_id set not null;
create index conversations_newest on conversations (kind_id, last_at desc, id desc);

create function sort_conversation() returns trigger language plpgsql as
$$
begin
  if tg_op = 'INSERT' then
    new.kind_id := conversation_kind((select channel_id from threads where id = new.thread_id), new.origin, new.source, '{}');
  else
    select conversation_kind(channel_id, new.origin, new.source, inbox_ids) into new.kind_id from conversation_kinds where id = new.kind_id;
  end if;
  return new;
end
$$;
create trigger conversations_are_sorted before insert on conversations for each row execute function sort_conversation();
create trigger conversations_that_change_are_sorted before update of origin, source on conversations
  for each row when (old.origin <> new.origin or old.source <> new.source) execute function sort_conversation();

-- Whoever changes the tickets of a conversation, or where they are, holds those tickets: the ticket comes before the conversation.
create function sort_conversations(changed bigint[]) returns void language sql as
$$
  update conversations cv set kind_id = sorted.kind_id
  from (
    select one.id, conversation_kind(k.channel_id, one.origin, one.source, array(
      select distinct t.inbox_id from conversation_tickets ct join tickets t on t.id = ct.ticket_id
      where ct.conversation_id = one.id order by t.inbox_id)) kind_id
    from conversations one join conversation_kinds k on k.id = one.kind_id
    where one.id = any(changed)) sorted
  where cv.id = sorted.id and cv.kind_id <> sorted.kind_id
$$;

create function join_conversation() returns trigger language plpgsql as
$$
declare
  joined bigint[];
begin
  with pairs as (
    insert into conversation_tickets (conversation_id, ticket_id)
    select distinct conversation_id, ticket_id from fresh f
    where ticket_id is not null and not exists (
      select from conversation_tickets ct where ct.conversation_id = f.conversation_id and ct.ticket_id = f.ticket_id)
    on conflict do nothing
    returning conversation_id)
  select array_agg(distinct conversation_id) into joined from pairs;
  if joined is not null then
    perform sort_conversations(joined);
  end if;
  return null;
end
$$;
create trigger messages_join_conversations after insert on messages
  referencing new table as fresh for each statement execute function join_conversation();

create function rejoin_conversation() returns trigger language plpgsql as
$$
begin
  if old.ticket_id is not null and exists (
      select from conversation_tickets where conversation_id = old.conversation_id and ticket_id = old.ticket_id) then
    delete from conversation_tickets ct
    where ct.conversation_id = old.conversation_id and ct.ticket_id = old.ticket_id
      and not exists (select from tickets t where t.id = ct.ticket_id and t.conversation_id = ct.conversation_id)
      and not exists (select from messages m where m.ticket_id = ct.ticket_id and m.conversation_id = ct.conversation_id);
  end if;
  if new.ticket_id is not null then
    insert into conversation_tickets (conversation_id, ticket_id) values (new.conversation_id, new.ticket_id) on conflict do nothing;
  end if;
  perform sort_conversations(array[old.conversation_id, new.conversation_id]);
  return null;
end
$$;
create trigger messages_that_move_join_conversations after update of ticket_id, conversation_id on messages
  for each row when (old.ticket_id is distinct from new.ticket_id or old.conversation_id is distinct from new.conversation_id)
  execute function rejoin_conversation();

create function join_ticket() returns trigger language plpgsql as
$$
begin
  insert into conversation_tickets (conversation_id, ticket_id) values (new.conversation_id, new.id) on conflict do nothing;
  perform sort_conversations(array(select conversation_id from conversation_tickets where ticket_id = new.id order by conversation_id));
  return null;
end
$$;
create trigger tickets_join_conversations after insert on tickets for each row execute function join_ticket();
create trigger tickets_that_move_join_conversations after update of inbox_id, conversation_id on tickets
  for each row when (old.inbox_id <> new.inbox_id or old.conversation_id <> new.conversation_id) execute function join_ticket();

-- A conversation from its first message to its last. What was withheld belongs to none.
create index messages_conversation on messages (conversation_id, sent_at desc, id desc) where conversation_id is not null;

-- Filters worth keeping are kept of this list too.
alter table segments drop constraint a_segments_list_is_known;
alter table segments add constraint a_segments_list_is_known check (list in ('contacts', 'tickets', 'conversations'));
