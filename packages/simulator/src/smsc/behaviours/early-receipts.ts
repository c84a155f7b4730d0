import { readNumber, readObject } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';
import { type ChanceFields, chanceFields, chanceOf } from './chance.ts';

/** A bare number is a percentage. `aheadMs`: how long before the answer the receipt goes out, default 50. */
export type EarlyReceiptsSetting = number | (ChanceFields & { aheadMs?: number });

export const earlyReceipts: Behaviour = {
  name: 'earlyReceipts',
  summary: 'Sends the receipt before the answer to the submit it belongs to.',
  example: { percent: 30, aheadMs: 50 },
  scope: 'any',
  start(setting, field, tools) {
    const fields = typeof setting === 'number' ? { percent: setting } : setting;
    const input = readObject(fields, field, ['aheadMs', ...chanceFields]);
    const aheadMs = readNumber(input.aheadMs ?? 50, `${field}.aheadMs`, 1, 600_000, 'milliseconds');
    const strikes = chanceOf(input, field, tools);
    return {
      onSubmit(submit, plan) {
        if (strikes(submit.to)) plan.receiptAheadMs = aheadMs;
      },
    };
  },
};
