-- Channels are taken in beside each other.
drop index inbound_events_pending;
create index inbound_events_pending on inbound_events (channel_id, id) where state = 'pending';
