import type { Row, Table } from './cell.ts';
import { inLanguage, type Question } from './question.ts';

/** What the columns of a table of responses mean: the fixed ones, then a row a question, or a row each of its choices. */
export function codebook(questions: readonly Question[], languages: readonly string[]): Table {
  const rows: Row[] = [
    ...fixed.map(([name, text]) => [name, '', text, null, null]),
    ...questions.flatMap(({ name, kind, text, options }) => {
      const start = [name, kind, inLanguage(text, languages)];
      if (options.length === 0) return [[...start, null, null]];
      return options.map(({ value, label }) => [...start, value, inLanguage(label, languages) || value]);
    }),
  ];
  return { name: 'Codebook', header: ['column', 'kind', 'text', 'value', 'label'], batches: [rows] };
}

const fixed = [
  ['response_id', 'Names the response.'],
  [
    'contact',
    'Names the person: a pseudonym, the same in all results of the account; a number where it was asked for.',
  ],
  ['survey', 'The survey that began it; empty where a person did, as by dialling.'],
  ['version', 'Of the flow.'],
  ['channel', 'ussd or sms, the one it ended on.'],
  ['language', 'It was given in this one, at its end.'],
  ['status', 'complete: it ended as the flow meant it to. partial: it is open, or was broken off.'],
  [
    'outcome',
    'completed, declined, ineligible: as the flow says. invalid: no entry fitted. expired: silence. failed: the flow went wrong. opted_out: a word such as STOP. restarted: begun anew. Empty while open.',
  ],
  ['started', 'UTC.'],
  ['ended', 'UTC; empty while open.'],
] as const;
