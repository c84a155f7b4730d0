import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ConnectorKind } from '#core/directory.ts';
import type { SessionEnd } from './ussd-sessions.ts';

/** Rows of the schema as the driver gives them: bigint as text, times as dates, arrays as arrays. */
export type Tables = {
  accounts: AccountsTable;
  balances: BalancesTable;
  ledger: LedgerTable;
  api_keys: ApiKeysTable;
  sender_ids: SenderIdsTable;
  opt_outs: OptOutsTable;
  connectors: ConnectorsTable;
  routes: RoutesTable;
  prices: PricesTable;
  mo_routes: MoRoutesTable;
  nodes: NodesTable;
  messages: MessagesTable;
  mt_queue: MtQueueTable;
  operator_ids: OperatorIdsTable;
  part_receipts: PartReceiptsTable;
  receipt_deadlines: ReceiptDeadlinesTable;
  silence_swept: SilenceSweptTable;
  orphan_receipts: OrphanReceiptsTable;
  message_events: MessageEventsTable;
  mo: MoTable;
  mo_parts: MoPartsTable;
  mo_seen: MoSeenTable;
  callbacks: CallbacksTable;
  callback_attempts: CallbackAttemptsTable;
  idempotency_keys: IdempotencyKeysTable;
  directory_version: DirectoryVersionTable;
  ussd_apps: UssdAppsTable;
  ussd_codes: UssdCodesTable;
  ussd_sessions: UssdSessionsTable;
  ussd_hops: UssdHopsTable;
};

/** Integers beyond 32 bits are read as text, so that no digit is lost, and may be written as numbers. */
type Bigint = ColumnType<string, string | number, string | number>;
type BigintWithDefault = ColumnType<string, string | number | undefined, string | number>;
type Time = ColumnType<Date, Date | string, Date | string>;
type TimeWithDefault = ColumnType<Date, Date | string | undefined, Date | string>;
type OptionalTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Settings = JSONColumnType<Record<string, unknown>, string | undefined, string>;
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

type AccountsTable = {
  id: Generated<number>;
  name: string;
  currency: Generated<string>;
  active: Generated<boolean>;
  default_country: Generated<string>;
  dlr_url: Nullable<string>;
  mo_url: Nullable<string>;
  callback_secrets: Generated<string[]>;
  settings: Settings;
  created_at: TimeWithDefault;
};

type BalancesTable = { account_id: number; balance: BigintWithDefault; credit_limit: BigintWithDefault };

type LedgerTable = {
  id: string;
  account_id: number;
  kind: 'charge' | 'topup' | 'refund' | 'adjustment';
  amount: Bigint;
  messages: Generated<number>;
  note: Generated<string>;
  at: TimeWithDefault;
};

type ApiKeysTable = {
  id: Generated<number>;
  account_id: number;
  name: Generated<string>;
  hash: Buffer;
  hint: string;
  scopes: Generated<string[]>;
  ip_list: Generated<string[]>;
  imported: Generated<boolean>;
  expires_at: OptionalTime;
  revoked_at: OptionalTime;
  created_at: TimeWithDefault;
};

type SenderIdsTable = { account_id: number; sender: string };

type OptOutsTable = {
  id: BigintWithDefault;
  account_id: number;
  msisdn: string;
  sender: Nullable<string>;
  source: string;
  created_at: TimeWithDefault;
};

type ConnectorsTable = {
  id: Generated<number>;
  name: string;
  kind: ConnectorKind;
  enabled: Generated<boolean>;
  status_family: Generated<'sdp' | 'smpp'>;
  throughput: Generated<number>;
  settings: Settings;
  created_at: TimeWithDefault;
};

type RoutesTable = {
  id: Generated<number>;
  account_id: Nullable<number>;
  mcc: Nullable<string>;
  mnc: Nullable<string>;
  prefix: Nullable<string>;
  connector_id: number;
  priority: Generated<number>;
  weight: Generated<number>;
};

type PricesTable = {
  id: Generated<number>;
  account_id: Nullable<number>;
  mcc: Nullable<string>;
  mnc: Nullable<string>;
  per_part: Bigint;
};

type MoRoutesTable = {
  id: Generated<number>;
  connector_id: Nullable<number>;
  address: string;
  keyword: Nullable<string>;
  account_id: number;
  url: Nullable<string>;
};

type NodesTable = {
  id: Generated<number>;
  name: string;
  started_at: TimeWithDefault;
  lease_until: Time;
  version: string;
  reaches: Generated<number[]>;
};

type MessagesTable = {
  id: string;
  account_id: number;
  connector_id: Nullable<number>;
  msisdn: string;
  sender: string;
  body: string;
  ref_id: string;
  link_id: Nullable<string>;
  flash: boolean;
  lane: number;
  encoding: string;
  parts: number;
  mcc: string;
  mnc: string;
  price: Bigint;
  charge_id: string;
  expires_at: Time;
  wants_callback: boolean;
  state: Generated<number>;
  reason: Generated<string>;
  attempts: Generated<number>;
  possible_duplicate: Generated<boolean>;
  operator_id: Nullable<string>;
  submitted_at: OptionalTime;
  final_at: OptionalTime;
  callback_at: OptionalTime;
};

type MtQueueTable = {
  message_id: string;
  connector_id: number;
  lane: number;
  owner: Nullable<number>;
  released: boolean;
  due_at: TimeWithDefault;
  expires_at: Time;
  attempts: Generated<number>;
};

type OperatorIdsTable = {
  message_id: string;
  connector_id: number;
  id_key: string;
  operator_id: string;
  part: number;
};

type PartReceiptsTable = { message_id: string; part: number; state: number; reason: string; at: Time };

type ReceiptDeadlinesTable = { message_id: string; part: number; due_at: Time };

type SilenceSweptTable = { only_row: Generated<boolean>; expires_at: Time };

type OrphanReceiptsTable = {
  id: BigintWithDefault;
  connector_id: number;
  id_keys: string[];
  msisdn: string;
  receipt: JSONColumnType<Record<string, unknown>>;
  received_at: TimeWithDefault;
  tries: Generated<number>;
  next_try_at: TimeWithDefault;
};

type MessageEventsTable = {
  message_id: string;
  at: TimeWithDefault;
  kind: string;
  detail: Generated<string>;
};

type MoTable = {
  id: string;
  number: BigintWithDefault;
  connector_id: number;
  account_id: Nullable<number>;
  route_id: Nullable<number>;
  source: string;
  destination: string;
  body: Buffer;
  link_id: Nullable<string>;
  incomplete: Generated<boolean>;
  received_at: TimeWithDefault;
  callback_at: OptionalTime;
};

type MoPartsTable = {
  connector_id: number;
  source: string;
  destination: string;
  reference: number;
  total: number;
  sequence: number;
  body: Buffer;
  link_id: Nullable<string>;
  received_at: TimeWithDefault;
};

type MoSeenTable = { fingerprint: Buffer; seen_at: TimeWithDefault; repeated: Generated<boolean> };

type CallbacksTable = {
  subject_id: string;
  kind: 'dlr' | 'mo';
  account_id: number;
  url: Nullable<string>;
  owner: Nullable<number>;
  dead: Generated<boolean>;
  attempts: Generated<number>;
  due_at: TimeWithDefault;
  created_at: TimeWithDefault;
  last_status: Nullable<number>;
  last_error: Nullable<string>;
};

type CallbackAttemptsTable = {
  subject_id: string;
  kind: string;
  attempt: number;
  at: TimeWithDefault;
  status: Nullable<number>;
  error: Nullable<string>;
  answer: Nullable<string>;
};

type IdempotencyKeysTable = {
  account_id: number;
  key: string;
  body_hash: Buffer;
  results: JSONColumnType<unknown[] | null, string | null | undefined, string | null>;
  created_at: TimeWithDefault;
};

type DirectoryVersionTable = { only_row: Generated<boolean>; version: BigintWithDefault };

type UssdAppsTable = {
  id: Generated<number>;
  account_id: number;
  name: string;
  kind: 'http' | 'script' | 'flow';
  enabled: Generated<boolean>;
  language: Generated<string>;
  sensitive: Generated<boolean>;
  mask_pins: Generated<boolean>;
  keep_complete: Generated<number>;
  keep_partial: Generated<number>;
  settings: Settings;
  created_at: TimeWithDefault;
};

type UssdCodesTable = {
  id: Generated<number>;
  code: string;
  connector_id: Nullable<number>;
  app_id: number;
  direct_dial: Generated<'ignore' | 'replay' | 'append'>;
  testers: Generated<string[]>;
  is_test: ColumnType<boolean, never, never>;
};

type UssdSessionsTable = {
  id: Bigint;
  connector_id: number;
  operator_session: string;
  account_id: number;
  app_id: number;
  msisdn: string;
  dialled: string;
  service_code: string;
  network: string;
  network_code: string;
  pushed: Generated<boolean>;
  hops: Generated<number>;
  memory: Nullable<Buffer>;
  asking_node: Nullable<number>;
  started_at: TimeWithDefault;
  last_at: TimeWithDefault;
  expires_at: Time;
  ended_at: OptionalTime;
  end_reason: Nullable<SessionEnd>;
};

type UssdHopsTable = {
  session_id: Bigint;
  hop: number;
  at: TimeWithDefault;
  input: Nullable<string>;
  action: 'con' | 'end';
  screen: Nullable<string>;
  outcome: string;
  app_ms: number;
  app_log: Nullable<string>;
};
