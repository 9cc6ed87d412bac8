-- What is held stands counted with its operator; only what waits is counted for the menu.
drop index tickets_open_counts;
create index tickets_queue_counts on tickets (inbox_id) where status = 'queued';
