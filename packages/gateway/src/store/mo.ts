import type pg from 'pg';
import type { HotConnection, HotStatement } from './hot-connection.ts';

export type PartKey = {
  readonly connectorId: number;
  readonly source: string;
  readonly destination: string;
  readonly reference: number;
  readonly total: number;
};

export type NewMo = {
  readonly id: string;
  readonly connectorId: number;
  readonly accountId: number | null;
  readonly routeId: number | null;
  readonly source: string;
  readonly destination: string;
  readonly text: string;
  readonly linkId: string | null;
  readonly incomplete: boolean;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Equal for repetitions of one delivery. */
  readonly fingerprint: Buffer;
  /** Milliseconds since answers may have been lost: an equal delivery in the 90 seconds before is taken for this one; 0 for every equal one. */
  readonly repeatableAfterMs: number;
  /** Parts that end with this message. */
  readonly parts: PartKey | null;
  /** Whether a callback is owed, and the address of its route if it has one of its own. */
  readonly callback: { readonly url: string | null } | null;
  /** Where it was sent to, as conversations are found by it; null where it cannot belong to one. */
  readonly conversation: string | null;
  /** The flow it begins where its subscriber is in no conversation. */
  readonly flowId: number | null;
  readonly node: number;
};

/** What was made of an MO. */
export type StoredMo = {
  /** The msgId customers see. */
  readonly number: string;
  /** What the conversation it belongs to is known by to the customer. */
  readonly refId: string | null;
  /** Whether a flow is to take it in. */
  readonly forFlow: boolean;
};

const store: HotStatement = {
  name: 'store_mo',
  text: `
with marked as (
  insert into mo_seen (fingerprint) values ($11)
  on conflict (fingerprint) do update set
    seen_at = clock_timestamp(),
    repeated = mo_seen.seen_at > clock_timestamp() - interval '5 minutes'
      and mo_seen.seen_at <= clock_timestamp() - $17::float8 * interval '1 millisecond'
      -- A link that falls silent is closed before this: an answer given earlier has arrived.
      and ($17::float8 = 0 or mo_seen.seen_at > clock_timestamp() - $17::float8 * interval '1 millisecond' - interval '90 seconds')
  returning repeated
), fresh as (
  select from marked where not repeated
), joined as (
  delete from mo_parts where connector_id = $2 and source = $5 and destination = $6 and reference = $12::int and total = $13::smallint
), conversation as (
  select first_message_id::text as ref from flow_runs
  where channel = 'sms' and status = 'open' and account_id = $3::int and msisdn = $5::text and address = $18::text
), waiting as (
  select from flow_inputs where account_id = $3::int and msisdn = $5::text and address = $18::text limit 1
), stored as (
  insert into mo (id, connector_id, account_id, route_id, source, destination, body, link_id, incomplete, received_at, ref_id)
  select $1::uuid, $2::int, $3::int, $4::int, $5::text, $6::text, $7::bytea, $8::text, $9::boolean, $10::timestamptz,
         (select ref from conversation) from fresh
  returning id, number, ref_id
), heard as (
  insert into flow_inputs (mo_id, account_id, msisdn, address, flow_id, due_at)
  select id, $3::int, $5::text, $18::text, $19::int, $10::timestamptz from stored
  where $18::text is not null
    and ($19::int is not null or exists (select from conversation) or exists (select from waiting))
  returning mo_id
), owed as (
  insert into callbacks (subject_id, kind, account_id, url, owner)
  select id, 'mo', $3::int, $15::text, $16::int from stored where $14::boolean
)
select number::text, ref_id as "refId", exists (select from heard) as "forFlow" from stored`,
};

/**
 * Stores an MO with the callback it owes, unless it repeats one stored in the last five minutes.
 * A repetition is noted too, so that what equals it later is news again.
 * @returns null when it is a repetition
 */
export async function storeMo(connection: Pick<HotConnection, 'run'>, mo: NewMo): Promise<StoredMo | null> {
  const rows = await connection.run<StoredMo>(store, [
    mo.id,
    mo.connectorId,
    mo.accountId,
    mo.routeId,
    mo.source,
    mo.destination,
    Buffer.from(mo.text, 'utf8'),
    mo.linkId,
    mo.incomplete,
    new Date(mo.receivedAt).toISOString(),
    mo.fingerprint,
    mo.parts?.reference ?? null,
    mo.parts?.total ?? null,
    mo.callback !== null,
    mo.callback?.url ?? null,
    mo.node,
    mo.repeatableAfterMs,
    mo.conversation,
    mo.flowId,
  ]);
  return rows[0] ?? null;
}

const addPart: HotStatement = {
  name: 'add_mo_part',
  text: `
with fresh as (
  insert into mo_seen (fingerprint) values ($9)
  on conflict (fingerprint) do update set seen_at = now() where mo_seen.seen_at < now() - interval '5 minutes'
  returning 1
)
insert into mo_parts (connector_id, source, destination, reference, total, sequence, body, link_id)
select $1::int, $2::text, $3::text, $4::int, $5::smallint, $6::smallint, $7::bytea, $8::text from fresh
on conflict do nothing`,
};

const readParts: HotStatement = {
  name: 'read_mo_parts',
  text: `select sequence, body, link_id as "linkId" from mo_parts
         where connector_id = $1 and source = $2 and destination = $3 and reference = $4 and total = $5 order by sequence`,
};

export type MoPart = { sequence: number; body: Buffer; linkId: string | null };

/**
 * Keeps a part of a long MO. A repeated delivery of it changes nothing.
 * @returns all parts kept so far, by sequence; empty when the message has been joined already
 */
export async function addMoPart(
  connection: HotConnection,
  key: PartKey,
  part: { sequence: number; text: string; linkId: string | null; fingerprint: Buffer },
): Promise<MoPart[]> {
  await connection.run(addPart, [
    ...keyValues(key),
    part.sequence,
    Buffer.from(part.text, 'utf16le'),
    part.linkId,
    part.fingerprint,
  ]);
  return connection.run<MoPart>(readParts, keyValues(key));
}

export function readMoParts(connection: HotConnection, key: PartKey): Promise<MoPart[]> {
  return connection.run<MoPart>(readParts, keyValues(key));
}

function keyValues(key: PartKey): unknown[] {
  return [key.connectorId, key.source, key.destination, key.reference, key.total];
}

/** Long MO whose first part came before the given age and whose rest never did. */
export async function staleMoParts(pool: pg.Pool, olderThanMs: number): Promise<PartKey[]> {
  const { rows } = await pool.query<PartKey>(
    `select connector_id as "connectorId", source, destination, reference, total from mo_parts
     group by 1, 2, 3, 4, 5 having min(received_at) < now() - $1 * interval '1 millisecond' limit 100`,
    [olderThanMs],
  );
  return rows;
}

/** Forgets deliveries that can no longer be repeated. */
export async function forgetSeenMo(pool: pg.Pool): Promise<void> {
  await pool.query(`delete from mo_seen where seen_at < now() - interval '10 minutes'`);
}
