import { lowestIdAt } from '#core/ids.ts';
import type { ReadQueries } from './read-queries.ts';

/** A received message as its owner, or who runs the deployment, may see it. */
export type MoRow = {
  id: string;
  /** The msgId of its callback. */
  number: string;
  /** Null where it belongs to nobody. */
  account: string | null;
  /** Null where the connector has been removed since. */
  connector: string | null;
  source: string;
  destination: string;
  text: string;
  /** Parts of it never came. */
  incomplete: boolean;
  receivedAt: Date;
  callbackAt: Date | null;
};

/** Whose MO are asked for: those of an account by its id, those that no route gave to anybody, or all. */
export type MoOwner = number | 'nobody' | 'anybody';

/** What is asked for beside the owner; undefined asks for anything. Times are milliseconds since the epoch. */
export type MoFilter = {
  /** Any of these spellings. */
  readonly sources?: readonly string[] | undefined;
  readonly destinations?: readonly string[] | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** The last id of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
};

/** Received messages, newest first. */
export async function listMo(db: ReadQueries, owner: MoOwner, filter: MoFilter): Promise<MoRow[]> {
  let query = db
    .selectFrom('mo')
    .leftJoin('accounts', 'accounts.id', 'mo.account_id')
    .leftJoin('connectors', 'connectors.id', 'mo.connector_id')
    .select([
      'mo.id',
      'mo.number',
      'accounts.name as account',
      'connectors.name as connector',
      'mo.source',
      'mo.destination',
      'mo.body',
      'mo.incomplete',
      'mo.received_at as receivedAt',
      'mo.callback_at as callbackAt',
    ]);
  if (owner === 'nobody') query = query.where('mo.account_id', 'is', null);
  else if (owner !== 'anybody') query = query.where('mo.account_id', '=', owner);
  const { sources, destinations, since, until, before } = filter;
  if (sources !== undefined) query = query.where('mo.source', 'in', sources);
  if (destinations !== undefined) query = query.where('mo.destination', 'in', destinations);
  if (since !== undefined) query = query.where('mo.id', '>=', lowestIdAt(since));
  if (until !== undefined) query = query.where('mo.id', '<', lowestIdAt(until));
  if (before !== undefined) query = query.where('mo.id', '<', before);
  const rows = await query.orderBy('mo.id', 'desc').limit(filter.limit).execute();
  return rows.map(({ body, ...row }) => ({ ...row, text: body.toString('utf8') }));
}
