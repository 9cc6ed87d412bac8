-- That rotation found nobody is a kind of its own: who silences new tickets need not miss it. No row: as somebody new has it.
alter table alert_sounds
  drop constraint an_alert_kind_is_known,
  add constraint an_alert_kind_is_known check (kind in ('unassigned', 'message', 'mention', 'rotation', 'stranded'));
