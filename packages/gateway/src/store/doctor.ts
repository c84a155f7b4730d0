import type pg from 'pg';
import { callbackInvariants } from './invariants/callbacks.ts';
import type { Finding, Invariant } from './invariants/invariant.ts';
import { moneyInvariants } from './invariants/money.ts';
import { partInvariants } from './invariants/parts.ts';
import { waitingInvariants } from './invariants/waiting.ts';

/** Every promise of the store, in the order in which they are asked. */
export const invariants: readonly Invariant[] = [
  ...moneyInvariants,
  ...callbackInvariants,
  ...waitingInvariants,
  ...partInvariants,
];

const EXAMPLES = 5;

/** A pool, or one client where all questions must see one transaction. */
type Database = Pick<pg.Pool, 'query'>;

export type InvariantOptions = {
  /** How long what is in motion may take to come to rest: rows younger than that are not held against their deadline. */
  readonly graceSeconds: number;
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
  { graceSeconds }: InvariantOptions,
): Promise<Finding | null> {
  const { rows } = await database.query<{ count: number; examples: string[] }>(
    `with settled as (select now() - $1::float8 * interval '1 second' as at),
     running as (
       select exists (select from nodes where lease_until > now() and started_at < (select at from settled)) as "is"
     ),
     breach as (${query})
     select count(*)::int as count, (array_agg(what order by what))[:${EXAMPLES}] as examples from breach`,
    [graceSeconds],
  );
  const [row] = rows;
  if (!row || row.count === 0) return null;
  return { name, promise, advice, count: row.count, examples: row.examples };
}
