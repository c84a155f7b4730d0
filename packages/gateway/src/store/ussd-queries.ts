import { lowestSessionIdAt } from '#core/ussd-session-id.ts';
import type { ReadQueries } from './read-queries.ts';
import type { SessionEnd } from './ussd-sessions.ts';

/** A session as its owner may see it. */
export type UssdSessionRow = {
  id: string;
  /** Null where the application has been removed since. */
  app: string | null;
  appId: number;
  account: string;
  /** Null where the connector has been removed since, and where there never was one. */
  operator: string | null;
  /** 0 for what was dialled through the API. */
  connectorId: number;
  msisdn: string;
  dialled: string;
  serviceCode: string;
  network: string;
  pushed: boolean;
  hops: number;
  startedAt: Date;
  lastAt: Date;
  endedAt: Date | null;
  /** Null while it lives. */
  end: SessionEnd | null;
};

/** What happened at one hop, as far as it may be kept. */
export type UssdHopRow = {
  hop: number;
  at: Date;
  input: string | null;
  screen: string | null;
  action: 'con' | 'end';
  outcome: string;
  appMs: number;
  log: string | null;
};

/** What is asked for; undefined asks for anything. Times are milliseconds since the epoch. */
export type UssdSessionFilter = {
  readonly msisdn?: string | undefined;
  readonly appId?: number | undefined;
  /** As `*123*12#`: the whole string that was dialled, or its beginning up to a `*`. */
  readonly code?: string | undefined;
  /** The name of one that was dialled through the API. */
  readonly simulated?: string | undefined;
  readonly state?: 'live' | SessionEnd | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** The last id of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
};

/** Sessions of an account, or of all for null, newest first. */
export function searchUssdSessions(
  db: ReadQueries,
  accountId: number | null,
  filter: UssdSessionFilter,
): Promise<UssdSessionRow[]> {
  const { msisdn, appId, code, simulated, state, since, until, before } = filter;
  let query = sessions(db);
  if (accountId !== null) query = query.where('s.account_id', '=', accountId);
  if (since !== undefined) query = query.where('s.id', '>=', lowestSessionIdAt(since));
  if (until !== undefined) query = query.where('s.id', '<', lowestSessionIdAt(until));
  if (before !== undefined) query = query.where('s.id', '<', before);
  if (msisdn !== undefined) query = query.where('s.msisdn', '=', msisdn);
  if (appId !== undefined) query = query.where('s.app_id', '=', appId);
  if (simulated !== undefined)
    query = query.where('s.connector_id', '=', 0).where('s.operator_session', '=', simulated);
  if (code !== undefined) {
    const beginning = `${code.slice(0, -1)}*`;
    query = query.where(({ eb, fn, or }) =>
      or([
        eb('s.dialled', '=', code),
        eb(fn<boolean>('starts_with', ['s.dialled', eb.val(beginning)]), '=', true),
      ]),
    );
  }
  if (state === 'live') query = query.where('s.ended_at', 'is', null);
  else if (state !== undefined) query = query.where('s.end_reason', '=', state);
  return query.orderBy('s.id', 'desc').limit(filter.limit).execute();
}

/** One session of an account, or of any for null. Another account's is as unknown as one that never was. */
export function findUssdSession(
  db: ReadQueries,
  accountId: number | null,
  id: string,
): Promise<UssdSessionRow | undefined> {
  const query = sessions(db).where('s.id', '=', id);
  return (accountId === null ? query : query.where('s.account_id', '=', accountId)).executeTakeFirst();
}

/** The hops of a session, in order. */
export function readUssdHops(db: ReadQueries, sessionId: string): Promise<UssdHopRow[]> {
  return db
    .selectFrom('ussd_hops')
    .select(['hop', 'at', 'input', 'screen', 'action', 'outcome', 'app_ms as appMs', 'app_log as log'])
    .where('session_id', '=', sessionId)
    .orderBy('hop')
    .execute();
}

function sessions(db: ReadQueries) {
  return db
    .selectFrom('ussd_sessions as s')
    .innerJoin('accounts as a', 'a.id', 's.account_id')
    .leftJoin('ussd_apps as p', 'p.id', 's.app_id')
    .leftJoin('connectors as c', 'c.id', 's.connector_id')
    .select([
      's.id',
      'p.name as app',
      's.app_id as appId',
      'a.name as account',
      'c.name as operator',
      's.connector_id as connectorId',
      's.msisdn',
      's.dialled',
      's.service_code as serviceCode',
      's.network',
      's.pushed',
      's.hops',
      's.started_at as startedAt',
      's.last_at as lastAt',
      's.ended_at as endedAt',
      's.end_reason as end',
    ]);
}
