import type pg from 'pg';
import { entryAt, hopsOfSession, msisdnOf } from './dialogue.ts';

/** A session as its rows tell it. */
export type StoredSession = {
  msisdn: string;
  reason: string | null;
  hops: number;
  /** What was typed at each hop, in order. */
  typed: (string | null)[];
};

/** Reads back what a run of so many sessions left behind, and says what is wrong with it; empty where all is right. */
export async function faultsOfSessions(
  client: pg.Client,
  connectorId: number,
  sessions: number,
): Promise<string[]> {
  const { rows } = await client.query<StoredSession>(
    `select s.msisdn, s.end_reason as reason, s.hops, h.typed
     from ussd_sessions s, lateral (
       select coalesce(array_agg(input order by hop), '{}') as typed from ussd_hops where session_id = s.id
     ) h
     where s.connector_id = $1`,
    [connectorId],
  );
  return faultsAmong(rows, sessions);
}

/** Every session has to be there once, ended by the application, with each of its hops and what was typed at it. */
export function faultsAmong(rows: readonly StoredSession[], sessions: number): string[] {
  const faults =
    rows.length === sessions ? [] : [`${sessions} sessions were played, ${rows.length} are stored`];
  const stored = new Map(rows.map((row) => [row.msisdn, row]));
  const broken = Array.from({ length: sessions }, (_, session) => stored.get(msisdnOf(session))).filter(
    (row, session) => row === undefined || !isWhole(session, row),
  );
  if (broken.length > 0) {
    const first = broken[0] === undefined ? 'not stored' : JSON.stringify(broken[0]);
    faults.push(`${broken.length} sessions are not whole in the database, the first: ${first}`);
  }
  return faults;
}

function isWhole(session: number, { reason, hops, typed }: StoredSession): boolean {
  return (
    reason === 'complete' &&
    hops === hopsOfSession &&
    typed.length === hopsOfSession &&
    typed.every((entry, hop) => entry === entryAt(session, hop))
  );
}
