import type { ReadQueries } from '#store/read-queries.ts';
import type { ResponseFilter } from '#store/results/chosen-runs.ts';
import { countResponses, type PeriodUnit } from '#store/results/counts.ts';
import { countQuestions, countValues, figureNumbers, newestTexts } from '#store/results/question-figures.ts';
import type { Figures } from './summary.ts';

/** So many texts of a question are told. */
const TEXTS = 20;

/** Reads all that a summary is made of, one statement after the other: summaries are to leave connections to others. */
export async function readFigures(
  db: ReadQueries,
  filter: ResponseFilter,
  { unit, zone, texts }: { readonly unit: PeriodUnit; readonly zone: string; readonly texts: boolean },
): Promise<Figures> {
  return {
    counts: await countResponses(db, filter, { unit, zone }),
    questions: await countQuestions(db, filter),
    values: await countValues(db, filter),
    numbers: await figureNumbers(db, filter),
    texts: texts ? await newestTexts(db, filter, TEXTS) : null,
  };
}
