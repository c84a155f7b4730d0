import type pg from 'pg';
import { expect } from 'vitest';
import { runInvariants } from '../packages/gateway/src/store/doctor.ts';

/** Asks the database whether every promise of the store holds at this moment. */
export async function checkPromises(pool: pg.Pool): Promise<void> {
  expect(await runInvariants(pool, { graceSeconds: 0 })).toEqual([]);
}
