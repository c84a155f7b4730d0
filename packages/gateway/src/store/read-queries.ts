import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Tables } from './tables.ts';

/** Ordinary, typed queries over a pool. */
export type ReadQueries = Kysely<Tables>;

/** Opens typed queries over a pool, which stays the caller's to end. */
export function readQueries(pool: pg.Pool): ReadQueries {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
