import type { Behaviour } from './behaviour.ts';
import { readChance } from './chance.ts';

export const lostReceipts: Behaviour = {
  name: 'lostReceipts',
  summary: 'Delivers the message but never sends its receipt.',
  example: 10,
  scope: 'any',
  start(setting, field, tools) {
    const strikes = readChance(setting, field, tools);
    return {
      onSubmit(submit, plan) {
        if (strikes(submit.to)) plan.receipts = 0;
      },
    };
  },
};
