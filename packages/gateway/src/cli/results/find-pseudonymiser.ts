import type pg from 'pg';
import type { Config } from '#core/config.ts';
import { type Pseudonymiser, pseudonymiserOf } from '#core/pseudonymiser.ts';
import { sealerOf } from '#core/sealing.ts';
import { readSealedBy } from '#store/results/sealed-by.ts';
import { findSealingKey } from '../../sealing-key.ts';

/**
 * What contacts are called in results, as the gateway calls them.
 * @throws Error where the key of the gateway is not on this machine: pseudonyms by another would be other ones
 */
export async function findPseudonymiser(config: Config, pool: pg.Pool): Promise<Pseudonymiser> {
  const key = await findSealingKey(config, config.data);
  const gateways = await readSealedBy(pool);
  if (key === null || (gateways !== null && sealerOf(key).fingerprint !== gateways)) {
    throw new Error(
      `Contacts are named by a key that the gateway has and ${key === null ? `is not in ${config.data}` : 'this machine has another of'}. Run this where its data folder is, or give its key in the setting sealingKey.`,
    );
  }
  return pseudonymiserOf(key);
}
