import type { UssdEndReason } from '#core/ussd.ts';
import type { HotConnection, HotStatement } from './hot-connection.ts';

/** How a session ended: the application or we said END, or the far side did. */
export type SessionEnd = 'complete' | 'failed' | UssdEndReason;

/** A session as its row has it. Times are milliseconds since the epoch. */
export type SessionRow = {
  readonly id: string;
  readonly connectorId: number;
  readonly operatorSession: string;
  readonly accountId: number;
  readonly appId: number;
  readonly msisdn: string;
  readonly dialled: string;
  readonly serviceCode: string;
  readonly network: string;
  /** MCC and MNC in one. */
  readonly networkCode: string;
  readonly hops: number;
  readonly memory: Buffer | null;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly expiresAt: number;
  readonly ended: boolean;
};

/** The latest session of a key. */
export type Claimed = {
  readonly session: SessionRow;
  /** Whether this node may go on with it now; else another one is at it, or it is over. */
  readonly mine: boolean;
  /** Whether the node that answered its last hop is gone without having said goodbye. */
  readonly answerLost: boolean;
};

export type SessionKey = { readonly connectorId: number; readonly operatorSession: string };

export type NewSession = SessionKey & {
  readonly id: string;
  readonly accountId: number;
  readonly appId: number;
  readonly msisdn: string;
  readonly dialled: string;
  readonly serviceCode: string;
  readonly network: string;
  readonly networkCode: string;
  readonly pushed: boolean;
  readonly startedAt: number;
  readonly expiresAt: number;
};

/** What a hop leaves behind. */
export type HopRecord = {
  readonly id: string;
  readonly hop: number;
  readonly at: number;
  readonly memory: Buffer | null;
  readonly expiresAt: number;
  readonly end: SessionEnd | null;
  /** Null where it must not be kept. */
  readonly input: string | null;
  readonly screen: string | null;
  readonly action: 'con' | 'end';
  readonly outcome: string;
  readonly appMs: number;
  readonly appLog: string | null;
};

/** Columns of a `SessionRow`, of a table named `s`. */
export const sessionColumns = `s.id::text, s.connector_id as "connectorId", s.operator_session as "operatorSession", s.account_id as "accountId",
  s.app_id as "appId", s.msisdn, s.dialled, s.service_code as "serviceCode", s.network, s.network_code as "networkCode", s.hops, s.memory,
  (extract(epoch from s.started_at) * 1000)::float8 as "startedAt", (extract(epoch from s.last_at) * 1000)::float8 as "lastAt",
  (extract(epoch from s.expires_at) * 1000)::float8 as "expiresAt", s.ended_at is not null as ended`;

// A row that another node has just let go is taken as that node left it, not as this statement saw it at its beginning. What
// this node still has of a hop that failed is free: it takes one hop of a session at a time.
const claim: HotStatement = {
  name: 'claim_ussd_sessions',
  text: `
with latest as (
  select k.n, (
    select id from ussd_sessions where connector_id = k.connector_id and operator_session = k.operator_session order by id desc limit 1
  ) as id from unnest($1::int[], $2::text[]) with ordinality as k(connector_id, operator_session, n)
), mine as (
  update ussd_sessions s set asking_node = $3 from latest l
  where s.id = l.id and s.ended_at is null
    and (s.asking_node is null or s.asking_node = $3 or s.asking_node not in (select id from nodes where lease_until > now()))
  returning l.n, s as session
), found as (
  select n, true as mine, session from mine
  union all
  select l.n, false, s from latest l join ussd_sessions s on s.id = l.id where l.n not in (select n from mine)
)
select f.n::int, f.mine, ${sessionColumns},
  s.answered_node is not null and s.answered_node not in (select id from nodes where lease_until > now()) as "answerLost"
from found f, lateral (select (f.session).*) s`,
};

const insert: HotStatement = {
  name: 'insert_ussd_sessions',
  text: `
insert into ussd_sessions
  (id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network, network_code, pushed, started_at, last_at, expires_at, asking_node)
select i.id, i.connector_id, i.operator_session, i.account_id, i.app_id, i.msisdn, i.dialled, i.service_code, i.network, i.network_code, i.pushed,
  to_timestamp(i.started_at / 1000), to_timestamp(i.started_at / 1000), to_timestamp(i.expires_at / 1000), $14
from unnest($1::bigint[], $2::int[], $3::text[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
  $11::boolean[], $12::float8[], $13::float8[])
  as i(id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network, network_code, pushed, started_at, expires_at)
on conflict (connector_id, operator_session) where ended_at is null do nothing
returning id::text`,
};

// A session that was ended while its application was asked keeps its end, and one that another node went on with keeps that:
// what the application said goes nowhere.
const save: HotStatement = {
  name: 'save_ussd_hops',
  text: `
with i as (
  select * from unnest($1::bigint[], $2::smallint[], $3::float8[], $4::bytea[], $5::float8[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::int[], $12::text[])
    as i(id, hop, at, memory, expires_at, end_reason, input, screen, action, outcome, app_ms, app_log)
), saved as (
  update ussd_sessions s set hops = i.hop, memory = i.memory, asking_node = null, answered_node = $13, last_at = to_timestamp(i.at / 1000),
    expires_at = to_timestamp(i.expires_at / 1000), end_reason = i.end_reason,
    ended_at = case when i.end_reason is not null then to_timestamp(i.at / 1000) end
  from i where s.id = i.id and (s.asking_node = $13 or s.asking_node is null) and s.hops = i.hop - 1 and s.ended_at is null
  returning s.id
), told as (
  insert into ussd_hops (session_id, hop, at, input, action, screen, outcome, app_ms, app_log)
  select i.id, i.hop, to_timestamp(i.at / 1000), i.input, i.action, i.screen, i.outcome, i.app_ms, i.app_log from i join saved using (id)
)
select id::text from saved`,
};

// Where nobody else can have begun the same session, it is written with its first screen.
const begin: HotStatement = {
  name: 'begin_ussd_sessions',
  text: `
with i as (
  select * from unnest($1::bigint[], $2::int[], $3::text[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::boolean[], $12::float8[], $13::float8[], $14::bytea[], $15::float8[], $16::text[], $17::text[], $18::text[],
    $19::text[], $20::text[], $21::int[], $22::text[])
    as i(id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network, network_code, pushed,
      started_at, at, memory, expires_at, end_reason, input, screen, action, outcome, app_ms, app_log)
), begun as (
  insert into ussd_sessions
    (id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network, network_code, pushed, hops, memory,
     answered_node, started_at, last_at, expires_at, end_reason, ended_at)
  select id, connector_id, operator_session, account_id, app_id, msisdn, dialled, service_code, network, network_code, pushed, 1, memory,
    $23, to_timestamp(started_at / 1000), to_timestamp(at / 1000), to_timestamp(expires_at / 1000), end_reason,
    case when end_reason is not null then to_timestamp(at / 1000) end
  from i
  on conflict (connector_id, operator_session) where ended_at is null do nothing
  returning id
), told as (
  insert into ussd_hops (session_id, hop, at, input, action, screen, outcome, app_ms, app_log)
  select id, 1, to_timestamp(at / 1000), input, action, screen, outcome, app_ms, app_log from i join begun using (id)
)
select id::text from begun`,
};

const letGo: HotStatement = {
  name: 'let_go_of_ussd_session',
  text: 'update ussd_sessions set asking_node = null, answered_node = $2 where id = $1 and asking_node = $2 and ended_at is null',
};

const answersSent: HotStatement = {
  name: 'note_ussd_answers_sent',
  text: 'update ussd_sessions set answered_node = null where answered_node = $1 and ended_at is null',
};

const end: HotStatement = {
  name: 'end_ussd_session',
  text: `
update ussd_sessions set ended_at = to_timestamp($3::float8 / 1000), end_reason = $2, memory = null, asking_node = null
where id = $1 and ended_at is null
returning id`,
};

/** Finds the latest session of each key and takes those that are live and free. Null where there never was one. */
export async function claimSessions(
  connection: HotConnection,
  node: number,
  keys: readonly SessionKey[],
): Promise<(Claimed | null)[]> {
  const rows = await connection.run<SessionRow & Omit<Claimed, 'session'> & { n: number }>(claim, [
    keys.map((key) => key.connectorId),
    keys.map((key) => key.operatorSession),
    node,
  ]);
  const found: (Claimed | null)[] = keys.map(() => null);
  for (const { n, mine, answerLost, ...session } of rows) found[n - 1] = { session, mine, answerLost };
  return found;
}

/** Writes new sessions, taken by this node. @returns for each whether there was none of its key that is live */
export async function insertSessions(
  connection: HotConnection,
  node: number,
  sessions: readonly NewSession[],
): Promise<boolean[]> {
  const rows = await connection.run<{ id: string }>(insert, [
    ...sessionLists(sessions),
    sessions.map((one) => one.expiresAt),
    node,
  ]);
  return among(rows, sessions);
}

/** Writes what hops leave behind and lets go of their sessions. @returns for each whether the session was still this node's */
export async function saveHops(
  connection: HotConnection,
  node: number,
  hops: readonly HopRecord[],
): Promise<boolean[]> {
  const rows = await connection.run<{ id: string }>(save, [
    hops.map((one) => one.id),
    hops.map((one) => one.hop),
    ...hopLists(hops),
    node,
  ]);
  return among(rows, hops);
}

/** Writes new sessions together with their first screens. @returns for each whether there was none of its key that is live */
export async function beginSessions(
  connection: HotConnection,
  node: number,
  begun: readonly { readonly session: NewSession; readonly hop: HopRecord }[],
): Promise<boolean[]> {
  const sessions = begun.map(({ session }) => session);
  const hops = begun.map(({ hop }) => hop);
  const values = [...sessionLists(sessions), ...hopLists(hops), node];
  return among(await connection.run<{ id: string }>(begin, values), sessions);
}

/** Lets go of a session that was taken and is left as it was. */
export async function letGoOfSession(connection: HotConnection, node: number, id: string): Promise<void> {
  await connection.run(letGo, [id, node]);
}

/** Notes that every answer of this node has left it, so that nothing is taken for a repetition once it is gone. */
export async function noteAnswersSent(connection: HotConnection, node: number): Promise<void> {
  await connection.run(answersSent, [node]);
}

/** Ends a session, whoever holds it, and forgets what it knew. @returns false when it was over already */
export async function endSession(
  connection: HotConnection,
  id: string,
  reason: SessionEnd,
  at: number,
): Promise<boolean> {
  return (await connection.run(end, [id, reason, at])).length > 0;
}

/** Whether each of `asked` is among the rows. */
function among(
  rows: readonly { readonly id: string }[],
  asked: readonly { readonly id: string }[],
): boolean[] {
  const ids = new Set(rows.map(({ id }) => id));
  return asked.map(({ id }) => ids.has(id));
}

/** The lists of new sessions, from `id` to `started_at`. */
function sessionLists(sessions: readonly NewSession[]): unknown[][] {
  return [
    sessions.map((one) => one.id),
    sessions.map((one) => one.connectorId),
    sessions.map((one) => one.operatorSession),
    sessions.map((one) => one.accountId),
    sessions.map((one) => one.appId),
    sessions.map((one) => one.msisdn),
    sessions.map((one) => one.dialled),
    sessions.map((one) => one.serviceCode),
    sessions.map((one) => one.network),
    sessions.map((one) => one.networkCode),
    sessions.map((one) => one.pushed),
    sessions.map((one) => one.startedAt),
  ];
}

/** The lists of what hops leave behind, from `at` to `app_log`. */
function hopLists(hops: readonly HopRecord[]): unknown[][] {
  return [
    hops.map((one) => one.at),
    hops.map((one) => one.memory),
    hops.map((one) => one.expiresAt),
    hops.map((one) => one.end),
    hops.map((one) => one.input),
    hops.map((one) => one.screen),
    hops.map((one) => one.action),
    hops.map((one) => one.outcome),
    hops.map((one) => one.appMs),
    hops.map((one) => one.appLog),
  ];
}
