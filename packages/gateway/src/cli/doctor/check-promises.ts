import type pg from 'pg';
import { type InvariantOptions, invariants, runInvariants } from '#store/doctor.ts';
import { type Check, ok, problem } from './check.ts';

/** The promises of the database, one line each. */
export async function checkPromises(pool: pg.Pool, options: InvariantOptions): Promise<Check[]> {
  const broken = new Map((await runInvariants(pool, options)).map((finding) => [finding.name, finding]));
  return invariants.map(({ name, promise, advice }) => {
    const finding = broken.get(name);
    if (!finding) return ok(name, promise);
    const more = finding.count > finding.examples.length ? ', …' : '';
    return problem(
      name,
      `${promise} Not so: ${finding.count}, such as ${finding.examples.join('; ')}${more}`,
      advice,
    );
  });
}
