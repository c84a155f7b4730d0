import { lowestIdAt } from '#core/ids.ts';
import type { ReadQueries } from './read-queries.ts';

/** A message as its owner may see it. */
export type MessageRow = {
  id: string;
  sender: string;
  msisdn: string;
  body: string;
  ref_id: string;
  link_id: string | null;
  flash: boolean;
  lane: number;
  encoding: string;
  parts: number;
  mcc: string;
  mnc: string;
  /** In 1/10,000 of the currency unit. */
  price: string;
  state: number;
  reason: string;
  attempts: number;
  possible_duplicate: boolean;
  submitted_at: Date | null;
  final_at: Date | null;
  expires_at: Date;
  callback_at: Date | null;
};

const columns = [
  'id',
  'sender',
  'msisdn',
  'body',
  'ref_id',
  'link_id',
  'flash',
  'lane',
  'encoding',
  'parts',
  'mcc',
  'mnc',
  'price',
  'state',
  'reason',
  'attempts',
  'possible_duplicate',
  'submitted_at',
  'final_at',
  'expires_at',
  'callback_at',
] as const;

/** One message of an account. Another account's message is as unknown as one that never was. */
export function findMessage(db: ReadQueries, accountId: number, id: string): Promise<MessageRow | undefined> {
  return db
    .selectFrom('messages')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** What a search asks for; undefined asks for anything. Times are milliseconds since the epoch. */
export type MessageFilter = {
  readonly msisdn?: string | undefined;
  readonly sender?: string | undefined;
  readonly refId?: string | undefined;
  readonly state?: number | undefined;
  readonly since: number;
  readonly until?: number | undefined;
  /** The last id of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
};

/** Messages of an account, newest first. The span of time keeps the search to the partitions it needs. */
export function searchMessages(
  db: ReadQueries,
  accountId: number,
  filter: MessageFilter,
): Promise<MessageRow[]> {
  let query = db
    .selectFrom('messages')
    .select(columns)
    .where('account_id', '=', accountId)
    .where('id', '>=', lowestIdAt(filter.since));
  if (filter.until !== undefined) query = query.where('id', '<', lowestIdAt(filter.until));
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  if (filter.msisdn !== undefined) query = query.where('msisdn', '=', filter.msisdn);
  if (filter.sender !== undefined) query = query.where('sender', '=', filter.sender);
  if (filter.refId !== undefined) query = query.where('ref_id', '=', filter.refId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  return query.orderBy('id', 'desc').limit(filter.limit).execute();
}
