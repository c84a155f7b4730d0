import type { AnswerRow, ResponseRow } from '#store/results/responses.ts';
import type { Cell, Row, Table } from './cell.ts';
import { inColumns, type QuestionInColumn } from './in-columns.ts';
import { inLanguage, type Question } from './question.ts';
import { responseColumns } from './response-columns.ts';
import { type Sight, seenAnswer } from './see-numbers.ts';

export type TableOptions = {
  readonly sight: Sight;
  /** Answers as they are kept, or as they are called in the first of the languages that has a word. */
  readonly answers: 'values' | 'labels';
  readonly languages: readonly string[];
  /** A column of 0 and 1 beside for each choice of several. */
  readonly split: boolean;
};

type Batches = AsyncIterable<readonly ResponseRow[]>;

const startNames = responseColumns.map(({ name }) => name);

/** Between the choices of one answer. */
const JOINT = ';';

/** One row a response, one column a question. */
export function wideTable(questions: readonly Question[], responses: Batches, options: TableOptions): Table {
  const columns = inColumns(questions).flatMap((question) => columnsOf(question, options));
  return {
    name: 'Responses',
    header: [...startNames, ...columns.map(({ title }) => title)],
    batches: mapped(responses, (response) => {
      const given = new Map(response.answers.map((answer) => [answer.name, answer]));
      return [
        [
          ...startOf(response, options.sight),
          ...columns.map(({ name, cell }) => {
            const answer = given.get(name);
            return answer === undefined ? null : cell(seenAnswer(response, answer, options.sight));
          }),
        ],
      ];
    }),
  };
}

/** One row an answer. */
export function longTable(questions: readonly Question[], responses: Batches, options: TableOptions): Table {
  const known = new Map(questions.map((question) => [question.name, question]));
  return {
    name: 'Answers',
    header: [...startNames, 'question', 'kind', 'asked', 'answered', 'value', 'label', 'entered'],
    batches: mapped(responses, (response) =>
      response.answers.map((answer) => {
        const seen = seenAnswer(response, answer, options.sight);
        return [
          ...startOf(response, options.sight),
          seen.name,
          seen.kind,
          seen.askedAt,
          seen.answeredAt,
          valueCell(seen),
          labelOf(known.get(seen.name), seen, options.languages),
          seen.raw,
        ];
      }),
    ),
  };
}

type Column = { readonly title: string; readonly name: string; readonly cell: (answer: AnswerRow) => Cell };

function columnsOf(question: QuestionInColumn, { answers, languages, split }: TableOptions): Column[] {
  const { name, kind, column: title } = question;
  const cell =
    answers === 'values'
      ? valueCell
      : (answer: AnswerRow) => labelOf(question, answer, languages) || valueCell(answer);
  const column = { title, name, cell };
  if (!split || kind !== 'choices') return [column];
  const choices = question.options.map(({ value }) => ({
    title: `${title}.${value}`,
    name,
    cell: (answer: AnswerRow) => ([answer.value].flat().includes(value) ? 1 : 0),
  }));
  return [column, ...choices];
}

function startOf(response: ResponseRow, sight: Sight): Cell[] {
  return responseColumns.map(({ cell }) => cell(response, sight));
}

function valueCell(answer: AnswerRow): Cell {
  const { value } = answer;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return value.join(JOINT);
  return answer.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { day: value } : value;
}

/** What an answer is called: by its question in the language asked for, else as it was called where it was given. */
function labelOf(question: Question | undefined, answer: AnswerRow, languages: readonly string[]): string {
  if (question === undefined || question.options.length === 0) return answer.label;
  const values = [answer.value].flat().map(String);
  const labels = values.map((value) => {
    const option = question.options.find((one) => one.value === value);
    return (option && inLanguage(option.label, languages)) || value;
  });
  return labels.join(JOINT);
}

async function* mapped(responses: Batches, rowsOf: (response: ResponseRow) => Row[]): AsyncGenerator<Row[]> {
  for await (const batch of responses) yield batch.flatMap(rowsOf);
}
