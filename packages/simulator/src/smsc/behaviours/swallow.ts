import { readBoolean, readObject } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';
import { type ChanceFields, chanceFields, chanceOf } from './chance.ts';

/** A bare number is a percentage. `taken`: the message is delivered all the same; only its answer is lost. */
export type SwallowSetting = number | (ChanceFields & { taken?: boolean });

export const swallow: Behaviour = {
  name: 'swallow',
  summary: 'Never answers the submit. With "taken" the message is delivered nevertheless.',
  example: { times: 1, taken: true },
  scope: 'any',
  start(setting, field, tools) {
    const fields = typeof setting === 'number' ? { percent: setting } : setting;
    const input = readObject(fields, field, ['taken', ...chanceFields]);
    const taken = readBoolean(input.taken ?? false, `${field}.taken`);
    const strikes = chanceOf(input, field, tools);
    return {
      onSubmit(submit, plan) {
        if (plan.answer !== 'resp' || !strikes(submit.to)) return;
        plan.answer = 'silence';
        plan.taken = taken;
      },
    };
  },
};
