-- Whoever wants the week's figures by mail, and the Monday of the last week that was sent.
alter table operators
  add column weekly_report boolean not null default false,
  add column weekly_report_of date;

-- A report carries its charts and its file.
alter table mails
  drop constraint a_mail_is_bounded,
  add constraint a_mail_is_bounded check (length(content) <= 4000000);
