import { readChoice } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';

/** Which parts of a long message get a receipt. */
export type LongReceiptsSetting = 'all' | 'last' | 'first' | 'none';

export const longReceipts: Behaviour = {
  name: 'longReceipts',
  summary: 'Sends receipts for all parts of a long message, only the last, only the first, or none.',
  example: 'last',
  scope: 'any',
  start(setting, field) {
    const which = readChoice(setting, field, ['all', 'last', 'first', 'none'] as const);
    return {
      onSubmit({ part }, plan) {
        if (!part || which === 'all') return;
        const wanted = which === 'last' ? part.total : which === 'first' ? 1 : 0;
        if (part.sequence !== wanted) plan.receipts = 0;
      },
    };
  },
};
