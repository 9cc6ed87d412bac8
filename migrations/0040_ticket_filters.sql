-- What few tickets have leads to them: a score, and of each inbox the reasons for which its tickets were closed, also those of the past.
create index surveys_scores on surveys (score) include (ticket_id, event_id) where score is not null;
create index tickets_reasons on tickets (inbox_id, closing_reason) where closing_reason is not null;
