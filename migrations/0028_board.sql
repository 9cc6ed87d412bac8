-- «En vivo» counts all that is open by inbox and holder, and since when the first of them waits: from the index alone.
drop index tickets_open;
create index tickets_open on tickets (last_activity_at desc, id desc) include (inbox_id, operator_id, awaiting_since) where status <> 'closed';
