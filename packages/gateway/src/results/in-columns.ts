import type { Question } from './question.ts';
import { responseColumns } from './response-columns.ts';

/** A question with what its column is called in a table of a row a response. */
export type QuestionInColumn = Question & { readonly column: string };

/**
 * Names the columns of questions: each as its answer, or `answer_language` where every table has a column `language` of its own.
 * No two are called the same.
 */
export function inColumns(questions: readonly Question[]): QuestionInColumn[] {
  const fixed = new Set(responseColumns.map(({ name }) => name));
  const answers = new Set(questions.map(({ name }) => name));
  return questions.map((question) => {
    let column = question.name;
    while (fixed.has(column) || (column !== question.name && answers.has(column)))
      column = `answer_${column}`;
    return { ...question, column };
  });
}
