import type { Channel, Priority, Value } from '@ujumbe/flows';
import { type RawBuilder, sql } from 'kysely';
import type { ReadQueries } from '../read-queries.ts';

/** A person whom a flow handed to people. */
export type ContactRequestRow = {
  id: string;
  /** The response it came of. */
  runId: string;
  flow: string | null;
  kind: 'task' | 'referral';
  reference: string;
  msisdn: string;
  channel: Channel;
  language: string;
  queue: string | null;
  priority: Priority;
  summary: string;
  organisation: string | null;
  answers: Record<string, { value: Value; label: string }>;
  /** Numbers that had been given as answers: summary and answers may name them. */
  numbers: string[];
  createdAt: Date;
  takenAt: Date | null;
};

/** Which requests; undefined asks for all. */
export type ContactRequestFilter = {
  readonly kind?: 'task' | 'referral' | undefined;
  readonly queue?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly taken?: boolean | undefined;
  /** The last one of the page before. */
  readonly after?: { readonly id: string; readonly taken: boolean } | undefined;
  readonly limit: number;
};

/** Requests of an account: those that wait first, the one that waits longest first; then the taken ones, the newest first. */
export function listContactRequests(
  db: ReadQueries,
  accountId: number,
  { kind, queue, priority, taken, after, limit }: ContactRequestFilter,
): Promise<ContactRequestRow[]> {
  const conditions: RawBuilder<boolean>[] = [sql`c.account_id = ${accountId}`];
  if (kind !== undefined) conditions.push(sql`c.kind = ${kind}`);
  if (queue !== undefined) conditions.push(sql`c.queue = ${queue}`);
  if (priority !== undefined) conditions.push(sql`c.priority = ${priority}`);
  if (taken !== undefined) conditions.push(sql`(c.taken_at is not null) = ${taken}`);
  if (after !== undefined) {
    conditions.push(
      after.taken
        ? sql`c.taken_at is not null and c.id < ${after.id}`
        : sql`(c.taken_at is not null or c.id > ${after.id})`,
    );
  }
  return requests(
    db,
    sql`${sql.join(conditions, sql` and `)}
      order by c.taken_at is not null, case when c.taken_at is null then c.id end asc, c.id desc limit ${limit}`,
  );
}

/** One request of an account. */
export async function findContactRequest(
  db: ReadQueries,
  accountId: number,
  id: string,
): Promise<ContactRequestRow | undefined> {
  const [row] = await requests(db, sql`c.id = ${id} and c.account_id = ${accountId}`);
  return row;
}

/** Marks a request as taken, once. @returns whether it was still waiting */
export async function takeContactRequest(
  db: ReadQueries,
  accountId: number,
  id: string,
  at: number,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update contact_requests set taken_at = ${new Date(at)}
    where id = ${id} and account_id = ${accountId} and taken_at is null`.execute(db);
  return numAffectedRows === 1n;
}

async function requests(db: ReadQueries, which: RawBuilder<unknown>): Promise<ContactRequestRow[]> {
  const { rows } = await sql<ContactRequestRow>`
    select c.id, c.run_id as "runId", f.name as flow,
      c.kind, c.reference, c.msisdn, c.channel, c.language, c.queue, c.priority, c.summary, c.organisation, c.answers, c.numbers,
      c.created_at as "createdAt", c.taken_at as "takenAt"
    from contact_requests c left join flow_runs r on r.id = c.run_id left join flows f on f.id = r.flow_id
    where ${which}`.execute(db);
  return rows;
}
