-- Flows: the document's id is its name. Published versions never change.
create table flows (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  name text not null,
  created_at timestamptz not null default now(),
  unique (account_id, name)
);

create table flow_versions (
  flow_id int not null references flows,
  version int not null check (version > 0),
  -- Json, not jsonb: it is given back as it was written.
  document json not null,
  -- Versions of the flows it calls, by name, as of its publication.
  calls jsonb not null default '{}',
  published_at timestamptz not null default now(),
  -- Its document says so, or that of a flow it calls.
  sensitive boolean not null default false,
  title text generated always as (coalesce(document ->> 'name', '')) stored,
  languages json generated always as (coalesce(document -> 'languages', '[]')) stored,
  primary key (flow_id, version)
);

create index flow_versions_sensitive on flow_versions (flow_id) where sensitive;

create function mark_sensitive() returns trigger language plpgsql as $$
begin
  update flow_versions set sensitive = true
  where flow_id = new.flow_id and version = new.version and (new.document #>> '{settings,sensitive}' = 'true' or exists (
    select from flows caller, jsonb_each_text(new.calls) as called (name, version), flows f, flow_versions v
    where caller.id = new.flow_id and f.account_id = caller.account_id and f.name = called.name
      and v.flow_id = f.id and v.version = called.version::int and v.sensitive));
  return null;
end $$;
create trigger mark_sensitive after insert on flow_versions for each row execute function mark_sensitive();

-- A flow that is put to people by SMS, one by one, when a trigger names them.
create table surveys (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  name text not null,
  flow_id int not null references flows,
  -- Sender ID or short code it writes from; answers come to it.
  sender text not null,
  state text not null default 'active' check (state in ('active', 'paused', 'ended')),
  -- Null for the language of the contact, else of the flow.
  language text,
  -- What a second trigger does while a run is open.
  when_open text not null default 'restart' check (when_open in ('restart', 'refuse')),
  -- Each response goes to these addresses.
  emails text[] not null default '{}',
  -- Whether mails and result files name numbers; else pseudonyms.
  show_numbers boolean not null default false,
  -- Days that responses are kept.
  keep_days int not null default 365 check (keep_days > 0),
  created_at timestamptz not null default now(),
  unique (account_id, name)
);

alter table ussd_apps drop constraint ussd_apps_kind_check, add constraint ussd_apps_kind_check check (kind in ('http', 'script', 'flow'));
-- Applications that say so, or lead to a flow whose newest version is.
create view sensitive_apps as
select p.id from ussd_apps p
where p.sensitive or (p.kind = 'flow' and exists (
  select from flows f join flow_versions v on v.flow_id = f.id
  where f.account_id = p.account_id and f.name = p.settings ->> 'flow' and v.sensitive
    and v.version = (select max(version) from flow_versions where flow_id = f.id)));
-- An MO that belongs to no open run, and has this keyword, begins the flow.
alter table mo_routes add column flow_id int references flows;
-- The answer to a survey tells which.
alter table mo add column ref_id text;
alter table sender_ids add column purpose text not null default 'transactional' check (purpose in ('transactional', 'promotional'));

do $$
declare name text;
begin
  foreach name in array array['flows', 'flow_versions', 'surveys'] loop
    execute format('create trigger bump_directory after insert or update or delete on %I for each statement execute function bump_directory_version()', name);
  end loop;
end $$;

-- Runs. One step is one transaction: state, answers, messages, timers.
create table flow_runs (
  id uuid primary key,
  account_id int not null,
  flow_id int not null,
  version int not null,
  survey_id int,
  -- The USSD application it was dialled at.
  app_id int,
  channel text not null check (channel in ('ussd', 'sms')),
  msisdn text not null,
  -- The short code or sender of an SMS conversation, upper case without plus; the service code of a USSD one.
  address text not null,
  -- For people: what agents and callers name it by.
  reference text not null,
  language text not null,
  -- Queued: another conversation with this person at this address comes first.
  status text not null check (status in ('queued', 'open', 'over')),
  outcome text,
  -- Of the engine; gone when it is over.
  state jsonb,
  step int not null default 0,
  -- The last thing that was taken in, and what was answered, in case it comes again.
  last_input text,
  last_reply jsonb,
  -- A request to a web service that is still owed.
  call jsonb,
  -- Messages that could not be accepted yet, such as for want of money.
  unsent jsonb,
  -- What a trigger said.
  params jsonb not null default '{}',
  -- That were due so far, of all questions.
  reminders smallint not null default 0,
  first_message_id uuid,
  started_at timestamptz not null,
  last_at timestamptz not null,
  ended_at timestamptz
) with (fillfactor = 60);
create unique index flow_runs_one_conversation on flow_runs (account_id, msisdn, address) where channel = 'sms' and status = 'open';
-- What was said last is kept for a while, in case its hop comes again.
create index flow_runs_last_words on flow_runs (ended_at) where status = 'over' and last_reply is not null;
create index flow_runs_flow on flow_runs (flow_id, id);
create index flow_runs_started on flow_runs (flow_id, started_at);
create index flow_runs_survey on flow_runs (survey_id, id) where survey_id is not null;
create index flow_runs_msisdn on flow_runs (msisdn, id);

-- Questions put, and what was answered: a row from the moment it was put.
create table flow_answers (
  run_id uuid not null,
  name text not null,
  block text not null,
  kind text not null,
  position smallint not null,
  asked_at timestamptz not null,
  answered_at timestamptz,
  channel text not null,
  language text not null,
  value jsonb,
  label text not null default '',
  raw text not null default '',
  primary key (run_id, name)
) with (fillfactor = 70);

-- When a run is to be looked at: `remind`, `expire`, `start`, `call` (a web service), `send` (what could not be accepted).
create table flow_timers (
  run_id uuid not null,
  kind text not null,
  due_at timestamptz not null,
  -- In vain, since it was set.
  attempts smallint not null default 0,
  primary key (run_id, kind)
);
create index flow_timers_due on flow_timers (due_at);

-- MO that a run is still to take in, written together with the MO.
create table flow_inputs (
  mo_id uuid primary key,
  account_id int not null,
  msisdn text not null,
  address text not null,
  -- The flow that begins where no run is open.
  flow_id int,
  attempts smallint not null default 0,
  due_at timestamptz not null default now()
);
create index flow_inputs_due on flow_inputs (due_at);
create index flow_inputs_conversation on flow_inputs (account_id, msisdn, address, mo_id);

-- People whom a flow hands to people. The contact centre takes them.
create table contact_requests (
  id uuid primary key,
  account_id int not null,
  run_id uuid not null,
  block text not null,
  kind text not null check (kind in ('task', 'referral')),
  reference text not null,
  msisdn text not null,
  channel text not null,
  language text not null,
  queue text,
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  summary text not null default '',
  organisation text,
  -- In the order in which people read them, which jsonb would not keep.
  answers json not null,
  -- Given as answers until then; summary and answers may name them.
  numbers text[] not null,
  created_at timestamptz not null,
  taken_at timestamptz,
  unique (run_id, block, kind)
);
create index contact_requests_account on contact_requests (account_id, id);

-- What people agreed to or refused, with the words that were shown. Rows are only ever added.
create table consents (
  id uuid primary key,
  account_id int not null,
  msisdn text not null,
  purpose text not null,
  version text not null,
  given boolean not null,
  wording text not null,
  language text not null,
  -- `flow`, `mo`, `receipt`, `api` or `cli`.
  source text not null,
  run_id uuid,
  at timestamptz not null
);
create index consents_person on consents (account_id, msisdn, purpose, id);

create table contact_groups (
  account_id int not null references accounts,
  msisdn text not null,
  name text not null,
  joined_at timestamptz not null default now(),
  primary key (account_id, name, msisdn)
);
create index contact_groups_msisdn on contact_groups (account_id, msisdn);

-- Mail that is still to be sent. A sent one is deleted.
create table emails (
  id uuid primary key,
  account_id int not null,
  run_id uuid,
  recipients text[] not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  owner int,
  dead boolean not null default false,
  attempts smallint not null default 0,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  last_error text
);
create index emails_waiting on emails (due_at) where owner is null and not dead;
create index emails_owned on emails (owner) where owner is not null;
create index emails_dead on emails (id) where dead;
