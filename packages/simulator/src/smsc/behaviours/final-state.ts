import { InvalidInput } from '../../invalid-input.ts';
import { readObject, readText } from '../../read-input.ts';
import type { Behaviour, BehaviourTools } from './behaviour.ts';
import { type ChanceFields, chanceFields, chanceOf } from './chance.ts';

/** The operator's word (DELIVRD, UNDELIV, EXPIRED, REJECTD, DELETED, UNKNOWN, FAILED, ...) with its error code. */
export type FinalStateRule = ChanceFields & { stat: string; err?: string };
export type FinalStateSetting = string | FinalStateRule | readonly FinalStateRule[];

export const finalState: Behaviour = {
  name: 'finalState',
  summary: 'What the receipt says became of the message. Anything but delivered keeps it from the handset.',
  example: [
    { stat: 'UNDELIV', err: '021', percent: 10 },
    { stat: 'EXPIRED', numbers: '8$' },
  ],
  scope: 'any',
  start(setting, field, tools) {
    const rules = Array.isArray(setting)
      ? setting.map((rule, index) => readRule(rule, `${field}[${index}]`, tools))
      : [readRule(setting, field, tools)];
    return {
      onSubmit(submit, plan) {
        const rule = rules.find(({ strikes }) => strikes(submit.to));
        if (!rule) return;
        plan.stat = rule.stat;
        plan.err = rule.err;
      },
    };
  },
};

function readRule(value: unknown, field: string, tools: BehaviourTools) {
  const fields = typeof value === 'string' ? { stat: value } : value;
  const input = readObject(fields, field, ['stat', 'err', ...chanceFields]);
  const stat = readWord(input.stat, `${field}.stat`, /^[A-Za-z_]{2,15}$/, 'a word such as "UNDELIV"');
  const err =
    input.err === undefined
      ? '000'
      : readWord(input.err, `${field}.err`, /^[\w.-]{1,16}$/, 'a code such as "021"');
  return { stat, err, strikes: chanceOf(input, field, tools) };
}

function readWord(value: unknown, field: string, pattern: RegExp, expected: string): string {
  const word = readText(value, field, expected);
  if (!pattern.test(word)) throw new InvalidInput(field, value, expected);
  return word;
}
