import type { Facts, Value } from '@ujumbe/flows';
import type pg from 'pg';
import { networkOf } from '#routing/number-plan.ts';
import { readContactFields } from '#store/contacts.ts';
import type { RunRow } from '#store/flow-runs.ts';

/** What a run is told of the person when it begins. */
export async function factsOf(client: Pick<pg.PoolClient, 'query'>, run: RunRow): Promise<Facts> {
  return {
    reference: run.reference,
    msisdn: run.msisdn,
    country: networkOf(run.msisdn).country,
    contact: await readContactFields(client, run),
    params: run.params,
  };
}

/** The language a run begins in: what the survey says, else what the person last chose; null for the flow's own. */
export function languageOf(asked: string | null, contact: Readonly<Record<string, Value>>): string | null {
  return asked ?? (typeof contact.language === 'string' ? contact.language : null);
}
