import { readChoice } from '../../read-input.ts';
import type { Behaviour } from './behaviour.ts';

export type ReceiptFormSetting = 'both' | 'text' | 'tlv';

export const receiptForm: Behaviour = {
  name: 'receiptForm',
  summary: 'Receipts carry the text only, the optional parameters (TLVs) only, or both.',
  example: 'text',
  scope: 'any',
  start(setting, field) {
    const form = readChoice(setting, field, ['both', 'text', 'tlv'] as const);
    return {
      onSubmit(_submit, plan) {
        plan.receiptForm = form;
      },
    };
  },
};
