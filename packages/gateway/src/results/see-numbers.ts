import { hideNumbers } from '#core/hide-numbers.ts';
import type { Pseudonymiser } from '#core/pseudonymiser.ts';
import type { AnswerRow, ResponseRow } from '#store/results/responses.ts';

/** Whether the reader of results is shown numbers, and by what they are called otherwise. */
export type Sight = { readonly numbers: boolean; readonly pseudonyms: Pick<Pseudonymiser, 'contact'> };

/** Who gave a response: a number where it may be shown, else the pseudonym of that number in this account. */
export function contactOf(
  row: Pick<ResponseRow, 'accountId' | 'msisdn' | 'sensitive'>,
  sight: Sight,
): string {
  return sight.numbers && !row.sensitive ? row.msisdn : sight.pseudonyms.contact(row.accountId, row.msisdn);
}

/**
 * An answer as this reader may see it. A number that was given as an answer is a number like any other: without the right to
 * see them it is a pseudonym, the same as that of a contact with this number, also where another answer repeats it.
 */
export function seenAnswer(
  row: Pick<ResponseRow, 'accountId' | 'msisdn' | 'numbers' | 'sensitive'>,
  answer: AnswerRow,
  sight: Sight,
): AnswerRow {
  if (sight.numbers && !row.sensitive) return answer;
  const { value, label, raw } = answer;
  // What was typed says it in other words.
  const told = { value, label, raw: answer.kind === 'phone' ? '' : raw };
  const pseudonymOf = (msisdn: string) => sight.pseudonyms.contact(row.accountId, msisdn);
  return { ...answer, ...hideNumbers(told, [row.msisdn, ...row.numbers], pseudonymOf) };
}
