alter table connectors drop constraint connectors_kind_check, add constraint connectors_kind_check check (kind in ('smpp', 'ussd-http'));
