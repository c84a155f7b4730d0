import type pg from 'pg';
import type { Clock } from '#core/clock.ts';
import { timeOfId } from '#core/ids.ts';
import type { Log } from '#core/log.ts';
import { learnOptOut } from '#store/consents.ts';
import type { OptOuts } from './opt-outs.ts';

export type LearnDeps = {
  readonly pool: pg.Pool;
  readonly optOuts: OptOuts;
  readonly clock: Clock;
  readonly log: Log;
};

type Blacklisted = {
  readonly id: string;
  readonly accountId: number;
  readonly msisdn: string;
  readonly sender: string;
};

/**
 * Learns opt-outs from receipts that say `SenderName Blacklisted`: the person has refused this sender at the operator, and more
 * messages would only cost money. Only a new consent takes it back. Repetitions change nothing.
 */
export function optOutLearner({ pool, optOuts, clock, log }: LearnDeps) {
  return async ({ id, accountId, msisdn, sender }: Blacklisted, reason: string): Promise<void> => {
    const person = { accountId, msisdn, sender };
    const holds = await learnOptOut(pool, { ...person, reason, messageAt: timeOfId(id), at: clock.now() });
    if (!holds || optOuts.has(accountId, msisdn, sender)) return;
    optOuts.add(accountId, msisdn, sender);
    log.info({ msgId: id, account: accountId, sender }, 'an opt-out was learned from a receipt');
  };
}
