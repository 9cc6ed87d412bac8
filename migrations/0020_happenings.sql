-- What a chat tells of its tickets between the messages, found by ticket and time among all that is logged of them.
create index events_happenings on events (ticket_id, at desc, id desc)
  where kind in ('opened', 'taken', 'taken_over', 'released', 'returned', 'transferred', 'closed', 'reopened', 'tagged', 'untagged');
