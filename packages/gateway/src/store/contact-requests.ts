import type { Channel, Priority, Value } from '@ujumbe/flows';
import type pg from 'pg';

/** A person whom a flow hands to people. */
export type NewContactRequest = {
  readonly id: string;
  readonly accountId: number;
  readonly runId: string;
  readonly block: string;
  readonly kind: 'task' | 'referral';
  /** What agents and callers name it by. */
  readonly reference: string;
  readonly msisdn: string;
  readonly channel: Channel;
  readonly language: string;
  readonly queue: string | null;
  readonly priority: Priority;
  readonly summary: string;
  readonly organisation: string | null;
  readonly answers: Readonly<Record<string, { readonly value: Value; readonly label: string }>>;
  /** That the person has given as answers, E.164 digits without plus. */
  readonly numbers: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
};

/** Hands a person on. A run that comes by the same block again brings its answers up to date, unless somebody has taken it. */
export async function addContactRequest(
  client: Pick<pg.PoolClient, 'query'>,
  request: NewContactRequest,
): Promise<void> {
  await client.query(
    `insert into contact_requests (id, account_id, run_id, block, kind, reference, msisdn, channel, language, queue, priority,
       summary, organisation, answers, numbers, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (run_id, block, kind) do update set summary = excluded.summary, answers = excluded.answers, numbers = excluded.numbers,
       language = excluded.language
     where contact_requests.taken_at is null`,
    [
      request.id,
      request.accountId,
      request.runId,
      request.block,
      request.kind,
      request.reference,
      request.msisdn,
      request.channel,
      request.language,
      request.queue,
      request.priority,
      request.summary,
      request.organisation,
      JSON.stringify(request.answers),
      request.numbers,
      new Date(request.createdAt),
    ],
  );
}

/** Takes back what blocks of a run have asked of people, unless somebody has taken it. */
export async function withdrawContactRequests(
  client: Pick<pg.PoolClient, 'query'>,
  runId: string,
  blocks: readonly string[],
): Promise<void> {
  await client.query(
    'delete from contact_requests where run_id = $1 and block = any ($2) and taken_at is null',
    [runId, blocks],
  );
}
