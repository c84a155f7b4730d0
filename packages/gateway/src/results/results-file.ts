import type { ResponseRow } from '#store/results/responses.ts';
import { codebook } from './codebook.ts';
import type { Question } from './question.ts';
import { longTable, type TableOptions, wideTable } from './response-table.ts';
import { writeCsv } from './write-csv.ts';
import { writeJsonLines } from './write-jsonl.ts';
import { writeXlsx } from './xlsx/write-xlsx.ts';

export const fileFormats = ['csv', 'xlsx', 'jsonl'] as const;
export type FileFormat = (typeof fileFormats)[number];

export type FileOptions = TableOptions & {
  /** `wide` has a row a response, `long` a row an answer. */
  readonly shape: 'wide' | 'long';
  /** Whether a CSV begins with a byte order mark. */
  readonly mark: boolean;
};

/** Writes responses as a file, piece by piece. A workbook has its codebook as the second sheet. */
export function writeResultsFile(
  format: FileFormat,
  questions: readonly Question[],
  responses: AsyncIterable<readonly ResponseRow[]>,
  options: FileOptions,
): AsyncGenerator<string | Uint8Array> {
  const { shape, sight, languages, mark } = options;
  if (format === 'jsonl') return writeJsonLines(responses, sight, shape === 'long');
  const table = (shape === 'wide' ? wideTable : longTable)(questions, responses, options);
  return format === 'csv' ? writeCsv(table, { mark }) : writeXlsx([table, codebook(questions, languages)]);
}
