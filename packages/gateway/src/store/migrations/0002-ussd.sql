alter table connectors drop constraint connectors_kind_check, add constraint connectors_kind_check check (kind in ('smpp', 'ussd-http'));

-- Which key a node seals with, by its fingerprint.
alter table nodes add column sealed_by text;
-- One of a hundred, of no other node that lives: part of the ids it makes.
alter table nodes add column slot smallint unique;

-- What a dialled code leads to.
create table ussd_apps (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  name text not null,
  kind text not null check (kind in ('http', 'script')),
  enabled boolean not null default true,
  language text not null default 'en',
  -- What subscribers type and read is then in no transcript.
  sensitive boolean not null default false,
  mask_pins boolean not null default true,
  -- Days that sessions are kept: finished ones, and those that broke off.
  keep_complete int not null default 180 check (keep_complete > 0),
  keep_partial int not null default 30 check (keep_partial > 0),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  unique (account_id, name)
);

create table ussd_codes (
  id int generated always as identity primary key,
  -- As `*123*12#`. What is dialled beyond it belongs to it, unless a longer code fits better.
  code text not null,
  -- Null for every operator.
  connector_id int references connectors,
  app_id int not null references ussd_apps,
  direct_dial text not null default 'ignore' check (direct_dial in ('ignore', 'replay', 'append')),
  -- Numbers for which alone the code exists; empty for everybody.
  testers text[] not null default '{}',
  is_test boolean generated always as (testers <> '{}') stored,
  unique nulls not distinct (code, connector_id, is_test)
);

do $$
declare name text;
begin
  foreach name in array array['ussd_apps', 'ussd_codes'] loop
    execute format('create trigger bump_directory after insert or update or delete on %I for each statement execute function bump_directory_version()', name);
  end loop;
end $$;

-- Applications whose sessions are still to be dropped.
create table ussd_removed_apps (app_id int primary key);

create function note_removed_ussd_app() returns trigger language plpgsql as $$
begin
  insert into ussd_removed_apps values (old.id);
  return null;
end $$;
create trigger note_removed after delete on ussd_apps for each row execute function note_removed_ussd_app();

-- Sessions. Hops change no indexed column, so that their updates stay in their page (HOT).
create table ussd_sessions (
  -- 18 decimal digits, time first: what applications see as sessionId.
  id bigint primary key,
  -- 0 for a session dialled through the API.
  connector_id int not null,
  -- The operator's own name of it.
  operator_session text not null,
  account_id int not null,
  app_id int not null,
  msisdn text not null,
  dialled text not null,
  service_code text not null,
  network text not null,
  -- MCC and MNC in one.
  network_code text not null,
  pushed boolean not null default false,
  hops smallint not null default 0,
  -- Sealed: entries, the last screen, the state of the application. Goes with the session's end.
  memory bytea,
  -- The node that is getting an answer for this session; another waits.
  asking_node int,
  -- The node that answered the last hop; null where its answer is known to have left it.
  answered_node int,
  started_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  -- When it is over if nothing more comes.
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text
) with (fillfactor = 60);
create index ussd_sessions_key on ussd_sessions (connector_id, operator_session, id);
create index ussd_sessions_account on ussd_sessions (account_id, id);
create index ussd_sessions_msisdn on ussd_sessions (msisdn, id);
create index ussd_sessions_app on ussd_sessions (app_id, id);
-- Broken off: they are kept for another time than finished ones.
create index ussd_sessions_partial on ussd_sessions (app_id, id) where end_reason <> 'complete';
create index ussd_sessions_ended on ussd_sessions (ended_at) where ended_at is not null;
-- Two nodes that are asked the same at the same time begin one session.
create unique index ussd_sessions_one_live on ussd_sessions (connector_id, operator_session) where ended_at is null;
create index ussd_sessions_live on ussd_sessions (id) where ended_at is null;

-- What was typed and shown, as far as it may be kept.
create table ussd_hops (
  session_id bigint not null,
  hop smallint not null,
  at timestamptz not null default now(),
  input text,
  action text not null,
  screen text,
  -- How the application fared: `ok`, or why it was apologised for it.
  outcome text not null,
  app_ms int not null,
  -- What the application left for its owner.
  app_log text,
  primary key (session_id, hop)
);
