-- What an inbox asks when a ticket was closed, and how the customer rated it: one question for each closing.
alter table inboxes
  add column survey text not null default '',
  add column survey_thanks text not null default '',
  add constraint surveys_are_what_a_channel_accepts check (length(survey) <= 4096 and length(survey_thanks) <= 4096);

create table surveys (
  -- The closing. One that is undone has another name by the time that this is due.
  event_id bigint primary key,
  ticket_id bigint not null references tickets,
  -- Where it was closed and by whom: theirs is the score. Nobody: it closed by itself.
  inbox_id bigint not null references inboxes,
  operator_id bigint references operators,
  closed_at timestamptz not null,
  -- Null: it is owed. What has no place any more is owed no longer, and gone.
  said_at timestamptz,
  message_id bigint references messages,
  score smallint,
  answered_at timestamptz,
  answer_id bigint references messages,
  constraint what_is_said_is_a_message check ((said_at is null) = (message_id is null)),
  constraint an_answer_is_a_message_with_a_score check ((score is null) = (answer_id is null) and (score is null) = (answered_at is null)),
  constraint only_what_was_asked_is_answered check (score is null or said_at is not null),
  constraint a_score_is_one_to_five check (score between 1 and 5)
);
create index surveys_due on surveys (closed_at) where said_at is null;
create index surveys_ticket on surveys (ticket_id);
create unique index surveys_answers on surveys (answer_id) where answer_id is not null;

-- Nobody is asked whose ticket a block closed, or that went on in another.
create function owe_survey() returns trigger language plpgsql as
$$
begin
  insert into public.surveys (event_id, ticket_id, inbox_id, operator_id, closed_at)
  select new.id, new.ticket_id, i.id, new.actor_id, new.at from public.inboxes i where i.id = new.inbox_id and i.survey <> '';
  return null;
end
$$;
create trigger events_closing_owes_survey after insert on events
  for each row when (new.kind = 'closed' and (new.data ->> 'by') is distinct from 'blocked' and not coalesce(new.data ? 'joined_into', false))
  execute function owe_survey();

drop index events_happenings;
create index events_happenings on events (ticket_id, at desc, id desc)
  where kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'moved', 'assigned', 'rotated', 'left', 'more_time',
    'closed', 'reopened', 'tagged', 'untagged', 'rated');

alter table facts
  drop constraint a_fact_kind_is_known,
  add constraint a_fact_kind_is_known check (kind in (
    'opened_inbound', 'opened_dialogue', 'opened_rescue', 'opened_operator', 'opened_api', 'reopened_soon', 'reopened_late', 'reopened_other',
    'bot', 'queue_wait', 'unassigned', 'first_reply', 'first_reply_rescue', 'asked', 'own_first_reply',
    'first_turn', 'next_turn', 'own_first_turn', 'own_next_turn', 'sent', 'received',
    'closed', 'closed_by_silence', 'closed_blocked', 'closed_joined', 'handled', 'left_unanswered',
    'abandoned_unassigned', 'abandoned_unanswered', 'closed_pending', 'target_met', 'target_missed',
    'taken', 'assigned', 'taken_over', 'released', 'returned', 'left', 'transferred_out', 'transferred_in', 'rotated_out', 'rotated_in',
    'first_wait', 'survey_sent', 'survey_answered', 'rated_one', 'rated_two', 'rated_three', 'rated_four', 'rated_five'));

create or replace function reckon_again() returns trigger language plpgsql as
$$
begin
  insert into public.reckonings (ticket_id)
  select ticket_id
  from written
  where ticket_id is not null and kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'moved', 'assigned',
    'rotated', 'left', 'closed', 'close_undone', 'reopened', 'received', 'replied', 'echoed', 'survey_sent', 'rated')
  union
  select (data ->> 'joined_into')::bigint from written where kind in ('closed', 'reopened') and data ? 'joined_into';
  return null;
end
$$;

-- So it is with a question that failed: nobody was asked.
drop trigger messages_reckon_without on messages;
create trigger messages_reckon_without after update of delivery on messages
  for each row when ((old.delivery = 'failed') <> (new.delivery = 'failed') and new.author in ('operator', 'bot') and new.ticket_id is not null)
  execute function reckon_without();
