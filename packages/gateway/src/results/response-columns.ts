import type { RunOutcome } from '#store/flow-runs.ts';
import type { ResponseRow } from '#store/results/responses.ts';
import type { Cell } from './cell.ts';
import { contactOf, type Sight } from './see-numbers.ts';

/** A column that every table of responses has. */
type ResponseColumn = {
  readonly name: string;
  /** What it means, for codebooks. */
  readonly says: string;
  readonly cell: (response: ResponseRow, sight: Sight) => Cell;
};

const outcomeSays: Readonly<Record<RunOutcome, string>> = {
  completed: 'it came to its end',
  declined: 'the person did not want to take part, the flow says',
  ineligible: 'it was not for this person, the flow says',
  invalid: 'no entry fitted',
  expired: 'silence',
  failed: 'the flow went wrong',
  opted_out: 'a word such as STOP',
  restarted: 'begun anew',
};

/** What every table of responses begins with. */
export const responseColumns: readonly ResponseColumn[] = [
  { name: 'response_id', says: 'Names the response.', cell: ({ id }) => id },
  {
    name: 'contact',
    says: 'Names the person: a pseudonym, the same in all results of the account; a number where it was asked for.',
    cell: contactOf,
  },
  {
    name: 'survey',
    says: 'The survey that began it; empty where a person did, as by dialling.',
    cell: ({ survey }) => survey,
  },
  { name: 'version', says: 'Of the flow.', cell: ({ version }) => version },
  { name: 'channel', says: 'ussd or sms, the one it ended on.', cell: ({ channel }) => channel },
  { name: 'language', says: 'It was given in this one, at its end.', cell: ({ language }) => language },
  {
    name: 'status',
    says: 'complete: it ended as the flow meant it to. partial: it is open, or was broken off.',
    cell: (response) => statusOf(response),
  },
  {
    name: 'outcome',
    says: `${Object.entries(outcomeSays)
      .map(([outcome, says]) => `${outcome}: ${says}.`)
      .join(' ')} Empty while open.`,
    cell: ({ outcome }) => outcome,
  },
  { name: 'started', says: 'UTC.', cell: ({ startedAt }) => startedAt },
  { name: 'ended', says: 'UTC; empty while open.', cell: ({ endedAt }) => endedAt },
];

/** `complete` for what ended as the flow meant it to, else `partial`. */
export function statusOf({ complete }: Pick<ResponseRow, 'complete'>): 'complete' | 'partial' {
  return complete ? 'complete' : 'partial';
}
