import type { Row, Table } from './cell.ts';
import { inColumns } from './in-columns.ts';
import { inLanguage, type Question } from './question.ts';
import { responseColumns } from './response-columns.ts';

/** What the columns of a table of responses mean: the fixed ones, then a row a question, or a row each of its choices. */
export function codebook(questions: readonly Question[], languages: readonly string[]): Table {
  const rows: Row[] = [
    ...responseColumns.map(({ name, says }) => [name, '', says, null, null]),
    ...inColumns(questions).flatMap(({ column, kind, text, options }) => {
      const start = [column, kind, inLanguage(text, languages)];
      if (options.length === 0) return [[...start, null, null]];
      return options.map(({ value, label }) => [...start, value, inLanguage(label, languages) || value]);
    }),
  ];
  return { name: 'Codebook', header: ['column', 'kind', 'text', 'value', 'label'], batches: [rows] };
}
