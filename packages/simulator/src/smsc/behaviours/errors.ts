import { readObject } from '../../read-input.ts';
import type { Behaviour, BehaviourTools } from './behaviour.ts';
import { type ChanceFields, chanceFields, chanceOf } from './chance.ts';
import { readStatus } from './status.ts';

/** Refuses with `status`; several rules are tried in order. */
export type ErrorRule = ChanceFields & { status: string | number };
export type ErrorsSetting = ErrorRule | readonly ErrorRule[];

export const errors: Behaviour = {
  name: 'errors',
  summary: 'Refuses submits with an error code: for a share of them, for numbers that match, or the next n.',
  example: [
    { status: 'ESME_RINVDSTADR', numbers: '9$' },
    { status: 'ESME_RSYSERR', percent: 5 },
  ],
  scope: 'any',
  start(setting, field, tools) {
    const rules = Array.isArray(setting)
      ? setting.map((rule, index) => readRule(rule, `${field}[${index}]`, tools))
      : [readRule(setting, field, tools)];
    return {
      onSubmit(submit, plan) {
        if (plan.status !== 0) return;
        for (const rule of rules) {
          if (!rule.strikes(submit.to)) continue;
          plan.status = rule.status;
          return;
        }
      },
    };
  },
};

function readRule(value: unknown, field: string, tools: BehaviourTools) {
  const input = readObject(value, field, ['status', ...chanceFields]);
  return { status: readStatus(input.status, `${field}.status`), strikes: chanceOf(input, field, tools) };
}
