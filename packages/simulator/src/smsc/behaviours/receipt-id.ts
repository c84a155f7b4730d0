import { readObject } from '../../read-input.ts';
import { type IdForm, type IdFormInput, readIdForm } from '../message-ids.ts';
import type { Behaviour } from './behaviour.ts';

/** How the same message id is written in each place; `receiptTlv` follows `receipt` unless given. */
export interface ReceiptIdSetting {
  answer?: IdFormInput;
  receipt?: IdFormInput;
  receiptTlv?: IdFormInput;
}

export const receiptId: Behaviour = {
  name: 'receiptId',
  summary: 'Writes the message id differently in the answer and in the receipt: hex or decimal, case, zeros.',
  example: { answer: 'HEX', receipt: { form: 'decimal', width: 20 } },
  scope: 'any',
  start(setting, field) {
    const input = readObject(setting, field, ['answer', 'receipt', 'receiptTlv']);
    const read = (key: string, fallback: IdForm): IdForm =>
      input[key] === undefined ? fallback : readIdForm(input[key], `${field}.${key}`);
    const answer = read('answer', { form: 'decimal' });
    const receipt = read('receipt', answer);
    const receiptTlv = read('receiptTlv', receipt);
    return {
      onSubmit(_submit, plan) {
        plan.answerId = answer;
        plan.receiptId = receipt;
        plan.receiptTlvId = receiptTlv;
      },
    };
  },
};
