import type pg from 'pg';
import { callbackInvariants } from './invariants/callbacks.ts';
import { consentInvariants } from './invariants/consents.ts';
import { flowInvariants } from './invariants/flows.ts';
import type { Invariant } from './invariants/invariant.ts';
import { moneyInvariants } from './invariants/money.ts';
import { partInvariants } from './invariants/parts.ts';
import { sessionInvariants } from './invariants/sessions.ts';
import { waitingInvariants } from './invariants/waiting.ts';

/** Every promise of the store, in the order in which they are asked. */
export const invariants: readonly Invariant[] = [
  ...moneyInvariants,
  ...callbackInvariants,
  ...waitingInvariants,
  ...partInvariants,
  ...sessionInvariants,
  ...consentInvariants,
  ...flowInvariants,
];

const EXAMPLES = 5;

/** A promise that does not hold. */
export type Finding = {
  readonly name: string;
  readonly promise: string;
  readonly advice: string;
  /** Breaches in all, and the first few of them. */
  readonly count: number;
  readonly examples: readonly string[];
};

/** A pool, or one client where all questions must see one transaction. */
type Database = Pick<pg.Pool, 'query'>;

export type InvariantOptions = {
  /** How long what is in motion may take to come to rest: rows younger than that are not held against their deadline. */
  readonly graceSeconds: number;
  /** How many days of messages are looked at; all that are kept where it is left out. */
  readonly days?: number;
};

/**
 * Asks the database whether the store keeps its promises. Each is one statement and so sees one instant.
 * @returns the promises that do not hold; empty when all do
 */
export async function runInvariants(database: Database, options: InvariantOptions): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const invariant of invariants) {
    const finding = await ask(database, invariant, options);
    if (finding) findings.push(finding);
  }
  return findings;
}

async function ask(
  database: Database,
  { name, promise, advice, query }: Invariant,
  { graceSeconds, days }: InvariantOptions,
): Promise<Finding | null> {
  const { rows } = await database.query<{ count: number; examples: string[] }>(
    `with settled as (select now() - $1::float8 * interval '1 second' as at),
     horizon as (
       select lowest_id_at(coalesce(now() - $2::float8 * interval '1 day', 'epoch')) as id,
              lowest_id_at(coalesce(now() - $2::float8 * interval '1 day' + interval '1 hour', 'epoch')) as charge_id,
              coalesce(now() - $2::float8 * interval '1 day', 'epoch') as since
     ),
     running as (
       select exists (select from nodes where lease_until > now() and started_at < (select at from settled)) as "is"
     ),
     breach as (${query})
     select count(*)::int as count, (array_agg(what order by what))[:${EXAMPLES}] as examples from breach`,
    [graceSeconds, days ?? null],
  );
  const [row] = rows;
  if (!row || row.count === 0) return null;
  return { name, promise, advice, count: row.count, examples: row.examples };
}
