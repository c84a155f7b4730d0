import { formatReceiptDate } from './receipt-date.ts';
import { type ReceiptState, stateWords } from './state.ts';

export interface ReceiptFields {
  id: string;
  state: ReceiptState;
  submitDate: Date;
  doneDate: Date;
  /** Operator's word instead of the standard's for `state`. */
  stat?: string | undefined;
  /** Error code, `000` without one. */
  err?: string | undefined;
  /** Parts submitted and delivered; 1, and 1 if delivered. */
  sub?: number | undefined;
  dlvrd?: number | undefined;
  /** The message; its first 20 characters are repeated. */
  text?: string | undefined;
}

/** Receipt text of SMPP 3.4 appendix B, dates in UTC with 10 digits. */
export function formatReceipt(fields: ReceiptFields): string {
  const { id, state, stat = stateWords[state], err = '000', sub = 1, text = '' } = fields;
  const dlvrd = fields.dlvrd ?? (state === 'DELIVERED' ? 1 : 0);
  return (
    `id:${id} sub:${threeDigits(sub)} dlvrd:${threeDigits(dlvrd)}` +
    ` submit date:${formatReceiptDate(fields.submitDate)} done date:${formatReceiptDate(fields.doneDate)}` +
    ` stat:${stat} err:${err} text:${text.slice(0, 20)}`
  );
}

function threeDigits(count: number): string {
  return String(count).padStart(3, '0');
}
