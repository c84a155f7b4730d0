import { InvalidInput } from '../../invalid-input.ts';
import { readNumber, readObject } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';
import { type ChanceFields, chanceFields, chanceOf } from './chance.ts';
import { readStatus } from './status.ts';

/** Above `perSecond` submits, or for a chance of them, answers ESME_RTHROTTLED (or `status`). */
export type ThrottleSetting = ChanceFields & { perSecond?: number; status?: string | number };

export const throttle: Behaviour = {
  name: 'throttle',
  summary: 'Refuses with ESME_RTHROTTLED above a rate, or a share of submits.',
  example: { perSecond: 50 },
  scope: 'any',
  start(setting, field, tools) {
    const input = readObject(setting, field, ['perSecond', 'status', ...chanceFields]);
    const status = readStatus(input.status ?? 'ESME_RTHROTTLED', `${field}.status`);
    const limited = chanceFields.some((name) => input[name] !== undefined);
    if (input.perSecond === undefined && !limited) {
      throw new InvalidInput(field, setting, 'perSecond, percent or times');
    }
    const strikes = chanceOf(input, field, tools);
    const overRate =
      input.perSecond === undefined
        ? () => true
        : tokenBucket(
            readNumber(input.perSecond, `${field}.perSecond`, 0.01, 1_000_000, 'submits'),
            tools.now,
          );
    return {
      onSubmit(submit, plan) {
        if (plan.status === 0 && overRate() && strikes(submit.to)) plan.status = status;
      },
    };
  },
};

/** Holds one second's worth; a refused submit takes nothing. Returns true when empty. */
function tokenBucket(perSecond: number, now: () => number): () => boolean {
  const burst = Math.max(1, perSecond);
  let tokens = burst;
  let last = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - last) / 1000) * perSecond);
    last = time;
    if (tokens < 1) return true;
    tokens -= 1;
    return false;
  };
}
