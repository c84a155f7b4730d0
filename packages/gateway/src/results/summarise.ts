import type { CountRow, Tally } from '#store/results/counts.ts';
import type { Question } from './question.ts';
import { hideEach, hideSmall } from './small-cells.ts';
import { summariseQuestion } from './summarise-question.ts';
import type { Figures, Summary, SummaryOptions, TallyOf } from './summary.ts';

/** Puts figures together as they are read: with questions in the order of the flow, and what has no rows as nought. */
export function summarise(
  questions: readonly Question[],
  figures: Figures,
  options: SummaryOptions,
): Summary {
  const { counts } = figures;
  const { smallestCell } = options;
  const outcomes = counts.filter(({ by }) => by === 'outcome');
  const total = outcomes.reduce(add, { started: 0, asked: 0, answered: 0, complete: 0 });
  const open = outcomes.find((row) => row.of === null)?.started ?? 0;
  const ended = outcomes.filter((row) => row.of !== null);
  const hidden = hideSmall(
    ended.map(({ started }) => started),
    smallestCell,
  );
  const told = hideSmall([total.complete, total.started - total.complete], smallestCell);
  const many = { ...total, partial: total.started - total.complete, open };
  const by = <Key extends string>(aspect: CountRow['by'], key: Key) =>
    talliesOf(
      counts.filter((row) => row.by === aspect),
      key,
      smallestCell,
    );
  return {
    responses: { ...hideEach(many, smallestCell), complete: told[0] ?? null, partial: told[1] ?? null },
    outcomes: Object.fromEntries(ended.map((row, i) => [row.of, hidden[i] ?? null])),
    questions: questions
      .filter(({ kind }) => kind !== 'set')
      .map((question) => summariseQuestion(question, figures, options)),
    channels: by('channel', 'channel'),
    languages: by('language', 'language'),
    periods: by('period', 'from'),
  };
}

function talliesOf<Key extends string>(
  rows: readonly CountRow[],
  key: Key,
  smallestCell: number,
): TallyOf<Key>[] {
  const columns = (['started', 'asked', 'answered', 'complete'] as const).map((name) => ({
    name,
    told: hideSmall(
      rows.map((row) => row[name]),
      smallestCell,
    ),
  }));
  return rows.map(
    (row, i) =>
      ({
        [key]: row.of ?? '',
        ...Object.fromEntries(columns.map(({ name, told }) => [name, told[i] ?? null])),
      }) as TallyOf<Key>,
  );
}

function add(sum: Tally, row: Tally): Tally {
  return {
    started: sum.started + row.started,
    asked: sum.asked + row.asked,
    answered: sum.answered + row.answered,
    complete: sum.complete + row.complete,
  };
}
