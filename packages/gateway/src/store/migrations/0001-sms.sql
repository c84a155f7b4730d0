-- Amounts are integers in 1/10,000 of the currency unit. Times are timestamptz. Ids of messages, MO and ledger entries are UUID v7.

create table accounts (
  id int generated always as identity primary key,
  name text not null unique,
  currency text not null default 'KES',
  active boolean not null default true,
  default_country text not null default 'KE',
  dlr_url text,
  mo_url text,
  callback_secrets text[] not null default '{}',
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

-- Apart from accounts, because it changes with every group of messages and nothing else of an account does.
create table balances (
  account_id int primary key references accounts,
  balance bigint not null default 0,
  credit_limit bigint not null default 0,
  constraint never_overspent check (balance >= -credit_limit)
) with (fillfactor = 20);

-- Every change of a balance. A charge covers one group of messages, which point at it by charge_id.
create table ledger (
  id uuid primary key,
  account_id int not null references accounts,
  kind text not null check (kind in ('charge', 'topup', 'refund', 'adjustment')),
  amount bigint not null,
  messages int not null default 0,
  note text not null default '',
  at timestamptz not null default now()
);
create index ledger_account on ledger (account_id, id);

create table api_keys (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  name text not null default '',
  hash bytea not null unique,
  hint text not null,
  scopes text[] not null default '{sms:send,sms:read,callbacks}',
  ip_list text[] not null default '{}',
  imported boolean not null default false,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);

create table sender_ids (
  account_id int not null references accounts,
  sender text not null,
  primary key (account_id, sender)
);

create table opt_outs (
  id bigint generated always as identity primary key,
  account_id int not null references accounts,
  msisdn text not null,
  -- Null stands for every sender of the account.
  sender text,
  source text not null,
  created_at timestamptz not null default now(),
  unique nulls not distinct (account_id, msisdn, sender)
);

create table connectors (
  id int generated always as identity primary key,
  name text not null unique,
  kind text not null check (kind in ('smpp')),
  enabled boolean not null default true,
  status_family text not null default 'smpp' check (status_family in ('sdp', 'smpp')),
  throughput int not null default 0 check (throughput >= 0),
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table routes (
  id int generated always as identity primary key,
  account_id int references accounts,
  mcc text,
  mnc text,
  prefix text,
  connector_id int not null references connectors,
  priority int not null default 10,
  weight int not null default 1 check (weight > 0)
);

create table prices (
  id int generated always as identity primary key,
  account_id int references accounts,
  mcc text,
  mnc text,
  per_part bigint not null check (per_part >= 0),
  unique nulls not distinct (account_id, mcc, mnc)
);

create table mo_routes (
  id int generated always as identity primary key,
  connector_id int references connectors,
  address text not null,
  keyword text,
  account_id int not null references accounts,
  url text,
  unique nulls not distinct (connector_id, address, keyword)
);

-- A process that may act. Its id is its epoch: a restarted process is another node.
create table nodes (
  id int generated always as identity primary key,
  name text not null,
  started_at timestamptz not null default now(),
  lease_until timestamptz not null,
  version text not null,
  -- Connectors it has a bind with that can send, as of the last renewal of its lease.
  reaches int[] not null default '{}'
);

-- MT messages. No index on a column that a status update changes, so that updates stay in their page (HOT).
create table messages (
  id uuid not null,
  account_id int not null,
  connector_id int,
  msisdn text not null,
  sender text not null,
  body text not null,
  ref_id text not null,
  link_id text,
  flash boolean not null,
  lane smallint not null,
  encoding text not null,
  parts smallint not null,
  mcc text not null,
  mnc text not null,
  price bigint not null,
  charge_id uuid not null,
  expires_at timestamptz not null,
  wants_callback boolean not null,
  state smallint not null default 10,
  reason text not null default '',
  attempts smallint not null default 0,
  possible_duplicate boolean not null default false,
  operator_id text,
  submitted_at timestamptz,
  final_at timestamptz,
  callback_at timestamptz,
  primary key (id)
) partition by range (id);
create index messages_account on messages (account_id, id);
-- To find a span of ends of validity. It costs an insert next to nothing, and no update touches the column.
create index messages_expiring on messages using brin (expires_at timestamptz_minmax_multi_ops) with (pages_per_range = 32, autosummarize = on);

-- The end of validity up to which messages of which nothing was heard are known to be unknown.
create table silence_swept (
  only_row boolean primary key default true check (only_row),
  expires_at timestamptz not null
);
insert into silence_swept values (true, now());

-- What is still owed to an operator. The row goes when the operator has answered for good.
create table mt_queue (
  message_id uuid primary key,
  connector_id int not null,
  lane smallint not null,
  -- The node that holds the message in memory; null waits for one to take it.
  owner int,
  -- Set on disk before the message may be written to an operator: what a crash finds set may have been sent.
  released boolean not null,
  due_at timestamptz not null default now(),
  expires_at timestamptz not null,
  attempts smallint not null default 0
) with (fillfactor = 70);
create index mt_queue_waiting on mt_queue (connector_id, lane, message_id) where owner is null;
create index mt_queue_expiring on mt_queue (expires_at) where owner is null;

-- Operator ids of parts, to find a message by its receipt.
create table operator_ids (
  message_id uuid not null,
  connector_id int not null,
  -- Lower case, and without leading zeros where it is a number.
  id_key text not null,
  operator_id text not null,
  part smallint not null,
  of_long boolean not null
) partition by range (message_id);
create index operator_ids_key on operator_ids (connector_id, id_key);
-- What an operator has taken of a long message.
create index operator_ids_long on operator_ids (message_id) where of_long;

-- Receipts of the parts of long messages.
create table part_receipts (
  message_id uuid not null,
  part smallint not null,
  state smallint not null,
  reason text not null,
  at timestamptz not null,
  primary key (message_id, part)
);

-- When the wait for a receipt ends. Only for messages of which something was heard.
create table receipt_deadlines (
  message_id uuid not null,
  -- The part its operator does not know; 0 where some parts are delivered and others have not reported.
  part smallint not null,
  due_at timestamptz not null,
  primary key (message_id, part)
);
create index receipt_deadlines_due on receipt_deadlines (due_at);

-- Receipts that came before the answer they belong to, or belong to nothing of ours.
create table orphan_receipts (
  id bigint generated always as identity primary key,
  connector_id int not null,
  id_keys text[] not null,
  msisdn text not null,
  receipt jsonb not null,
  received_at timestamptz not null default now(),
  tries int not null default 0,
  next_try_at timestamptz not null default now() + interval '5 seconds'
);
create index orphan_receipts_keys on orphan_receipts using gin (id_keys);

-- What is worth telling of a message beside the times in its own row: retries, uncertain answers, late receipts.
create table message_events (
  message_id uuid not null,
  at timestamptz not null default now(),
  kind text not null,
  detail text not null default ''
);
create index message_events_message on message_events (message_id, at);

create sequence mo_number start 1000;

create table mo (
  id uuid primary key,
  -- The msgId customers see.
  number bigint not null unique default nextval('mo_number'),
  connector_id int not null,
  account_id int,
  route_id int,
  source text not null,
  destination text not null,
  -- UTF-8. Not text, because a subscriber may send NUL and the customer is told.
  body bytea not null,
  link_id text,
  incomplete boolean not null default false,
  received_at timestamptz not null default now(),
  callback_at timestamptz
);
create index mo_account on mo (account_id, id);

create table mo_parts (
  connector_id int not null,
  source text not null,
  destination text not null,
  reference int not null,
  total smallint not null,
  sequence smallint not null,
  -- UTF-16LE, because senders cut characters in two at the border of parts.
  body bytea not null,
  link_id text,
  received_at timestamptz not null default now(),
  primary key (connector_id, source, destination, reference, total, sequence)
);

-- Deliveries of MO seen lately, so that an operator's repetition is not a second message.
create table mo_seen (
  fingerprint bytea primary key,
  seen_at timestamptz not null default now(),
  -- What the latest of them was found to be.
  repeated boolean not null default false
);

-- Callbacks owed to customers. A delivered one is deleted in the statement that notes it at its message or MO.
create table callbacks (
  -- The message or MO it tells of.
  subject_id uuid not null,
  kind text not null check (kind in ('dlr', 'mo')),
  account_id int not null,
  -- Null for the account's own address at the time of sending.
  url text,
  owner int,
  dead boolean not null default false,
  attempts smallint not null default 0,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  last_status int,
  last_error text,
  primary key (subject_id, kind)
);
create index callbacks_waiting on callbacks (account_id, kind, due_at) where owner is null and not dead;
create index callbacks_account on callbacks (account_id, subject_id);

-- Attempts worth telling: failures, and successes that came after one.
create table callback_attempts (
  subject_id uuid not null,
  kind text not null,
  attempt smallint not null,
  at timestamptz not null default now(),
  status int,
  error text,
  answer text
);
create index callback_attempts_subject on callback_attempts (subject_id, at);

create table idempotency_keys (
  account_id int not null,
  key text not null,
  body_hash bytea not null,
  -- The answers, written in the statement that accepts; null while the first request is under way.
  results jsonb,
  created_at timestamptz not null default now(),
  primary key (account_id, key)
);

-- Counts changes of what nodes hold in memory, so that they notice within a second.
create table directory_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null default 1
);
insert into directory_version default values;

create function bump_directory_version() returns trigger language plpgsql as $$
begin
  update directory_version set version = version + 1;
  return null;
end $$;

do $$
declare name text;
begin
  foreach name in array array['accounts', 'api_keys', 'sender_ids', 'connectors', 'routes', 'prices', 'mo_routes'] loop
    execute format('create trigger bump_directory after insert or update or delete on %I for each statement execute function bump_directory_version()', name);
  end loop;
end $$;

-- Partitions by day of the id's time; the default one is a net that is never expected to hold a row.
create function lowest_id_at(at timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

create table messages_default partition of messages default with (fillfactor = 45);
create table operator_ids_default partition of operator_ids default;

create function ensure_day_partitions(first_day date, days int) returns void language plpgsql as $$
declare
  day date;
  suffix text;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_day_partitions'));
  for offset_days in 0 .. days - 1 loop
    day := first_day + offset_days;
    suffix := to_char(day, 'YYYYMMDD');
    if to_regclass('messages_' || suffix) is null then
      execute format('create table %I partition of messages for values from (%L) to (%L) with (fillfactor = 45)',
        'messages_' || suffix, lowest_id_at(day::timestamp at time zone 'UTC'), lowest_id_at((day + 1)::timestamp at time zone 'UTC'));
    end if;
    if to_regclass('operator_ids_' || suffix) is null then
      execute format('create table %I partition of operator_ids for values from (%L) to (%L)',
        'operator_ids_' || suffix, lowest_id_at(day::timestamp at time zone 'UTC'), lowest_id_at((day + 1)::timestamp at time zone 'UTC'));
    end if;
  end loop;
end $$;
