import { readChoice, readObject } from '../../read-input.ts';
import type { Behaviour, MalformedKind } from './behaviour.ts';
import { type ChanceFields, chanceFields, chanceOf } from './chance.ts';

/** `absurd-length`: a command_length of 2 GB; `unknown-command`: a well-formed PDU nobody knows; `cut-short`: a
 *  deliver_sm whose body ends in the middle of an address; `garbage`: bytes that are no PDU. */
export type BadPduSetting = ChanceFields & { kind: MalformedKind };

export const badPdu: Behaviour = {
  name: 'badPdu',
  summary: 'Sends a malformed PDU before the answer.',
  example: { kind: 'cut-short', times: 1 },
  scope: 'any',
  start(setting, field, tools) {
    const input = readObject(setting, field, ['kind', ...chanceFields]);
    const kind = readChoice(input.kind, `${field}.kind`, [
      'absurd-length',
      'unknown-command',
      'cut-short',
      'garbage',
    ] as const);
    const strikes = chanceOf(input, field, tools);
    return {
      onSubmit(submit, plan) {
        if (strikes(submit.to)) plan.malformed = kind;
      },
    };
  },
};
