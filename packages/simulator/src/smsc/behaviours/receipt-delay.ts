import type { Behaviour } from './behaviour.ts';
import { readRange } from './range.ts';

export const receiptDelay: Behaviour = {
  name: 'receiptDelay',
  summary: 'Milliseconds from the answer to the receipt, fixed or a range.',
  example: { min: 500, max: 3000 },
  scope: 'any',
  start(setting, field, tools) {
    const draw = readRange(setting, field, tools);
    return {
      onSubmit(_submit, plan) {
        plan.receiptAfterMs = draw();
      },
    };
  },
};
