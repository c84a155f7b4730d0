-- What Cloud Scripts keep beyond a session: tables of an account. And what is known of its contacts, by scripts and flows.

-- Values as text, so that 7 is found by "7", as scripts expect: what people type is text.
create function script_values(vars jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each_text(vars) where value is not null
$$;

create table script_tables (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  name text not null,
  row_count int not null default 0,
  created_at timestamptz not null default now(),
  unique (account_id, name),
  unique (account_id, id)
);

create table script_rows (
  id bigint generated always as identity,
  account_id int not null,
  table_id int not null,
  vars jsonb not null default '{}',
  contact_id text,
  from_number text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, table_id, id),
  foreign key (account_id, table_id) references script_tables (account_id, id) on delete cascade,
  constraint script_rows_size check (octet_length(vars::text) <= 16384)
);
create index script_rows_values on script_rows using gin (script_values(vars) jsonb_path_ops);

create table contacts (
  account_id int not null references accounts,
  -- Digits, without plus.
  msisdn text not null,
  name text not null default '',
  vars jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (account_id, msisdn),
  constraint contacts_size check (octet_length(vars::text) <= 16384)
);
