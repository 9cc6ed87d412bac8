-- What was observed at a closing is found although the ticket was closed again since: tickets that have such an observation are read again,
-- the newest first.
insert into ticket_texts_due (ticket_id, shrunk)
select t.id, false
from tickets t
where exists (
  select from events e
  where e.ticket_id = t.id and e.kind = 'closed' and e.data ? 'observation' and e.data ->> 'observation' is distinct from t.observation)
order by t.id;
