import { readInteger, readObject } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';
import { type ChanceFields, chanceFields, chanceOf } from './chance.ts';

/** A bare number is a percentage. `copies`: receipts sent in all, default 2. */
export type DuplicateReceiptsSetting = number | (ChanceFields & { copies?: number });

export const duplicateReceipts: Behaviour = {
  name: 'duplicateReceipts',
  summary: 'Sends the final receipt more than once.',
  example: { percent: 20, copies: 2 },
  scope: 'any',
  start(setting, field, tools) {
    const fields = typeof setting === 'number' ? { percent: setting } : setting;
    const input = readObject(fields, field, ['copies', ...chanceFields]);
    const copies = readInteger(input.copies ?? 2, `${field}.copies`, 2, 100);
    const strikes = chanceOf(input, field, tools);
    return {
      onSubmit(submit, plan) {
        if (plan.receipts > 0 && strikes(submit.to)) plan.receipts = copies;
      },
    };
  },
};
