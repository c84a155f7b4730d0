import type { CountRow, Tally } from '#store/results/counts.ts';
import type {
  NumberFigures,
  QuestionCounts,
  TextAnswer,
  ValueCount,
} from '#store/results/question-figures.ts';
import { type NetPromoterScore, netPromoterScore } from './nps.ts';
import { inLanguage, type Question } from './question.ts';
import { hideSmall } from './small-cells.ts';

/** A count; null where it was too small to be told. */
export type Count = number | null;

/** What the rows say of the responses of a flow. */
export type Figures = {
  readonly counts: readonly CountRow[];
  readonly questions: readonly QuestionCounts[];
  readonly values: readonly ValueCount[];
  readonly numbers: readonly NumberFigures[];
  /** Null where texts were not asked for. */
  readonly texts: readonly TextAnswer[] | null;
};

export type SummaryOptions = {
  /** Languages of texts and labels, the first that has one is taken. */
  readonly languages: readonly string[];
  /** Counts from 1 to one less than this are not told; 0 tells all. */
  readonly smallestCell: number;
};

export type TallyOf<Key extends string> = { [K in Key]: string } & { [K in keyof Tally]: Count };

export type Summary = {
  readonly responses: { readonly [K in keyof Tally | 'partial' | 'open']: Count };
  /** How they ended; open ones are in none of them. */
  readonly outcomes: Readonly<Record<string, Count>>;
  readonly questions: readonly QuestionSummary[];
  readonly channels: readonly TallyOf<'channel'>[];
  readonly languages: readonly TallyOf<'language'>[];
  /** By the period they began in. */
  readonly periods: readonly TallyOf<'from'>[];
};

export type QuestionSummary = {
  readonly name: string;
  readonly kind: string;
  readonly text: string;
  readonly put: Count;
  readonly answered: Count;
  readonly left: Count;
  readonly waiting: Count;
  readonly medianSeconds: number | null;
  readonly values?: readonly ValueSummary[];
  readonly nps?: NetPromoterScore | null;
  readonly figures?: FiguresSummary | null;
  readonly texts?: readonly { readonly at: string; readonly text: string }[];
};

/** `share` is of those who answered the question. */
export type ValueSummary = {
  readonly value: string;
  readonly label: string;
  readonly count: Count;
  readonly share: number | null;
};

/** Of numbers as numbers, of dates as `YYYY-MM-DD`. Smallest and largest are single answers: null where small counts are hidden. */
export type FiguresSummary = {
  readonly [K in 'min' | 'q1' | 'median' | 'q3' | 'max' | 'mean']: number | string | null;
};

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

function summariseQuestion(question: Question, figures: Figures, options: SummaryOptions): QuestionSummary {
  const { name, kind, text } = question;
  const { smallestCell, languages } = options;
  const counts = figures.questions.find((row) => row.name === name);
  const { put = 0, answered = 0, left = 0, waiting = 0, medianSeconds = null } = counts ?? {};
  const isTold = answered >= smallestCell;
  return {
    name,
    kind,
    text: inLanguage(text, languages),
    ...hideEach({ put, answered, left, waiting }, smallestCell),
    medianSeconds: isTold && medianSeconds !== null ? round(medianSeconds, 1) : null,
    ...answersOf(question, answered, figures, options),
  };
}

type AnswersSummary = Pick<QuestionSummary, 'values' | 'nps' | 'figures' | 'texts'>;

function answersOf(
  question: Question,
  answered: number,
  figures: Figures,
  options: SummaryOptions,
): AnswersSummary {
  const { name, kind } = question;
  const counts = figures.values.filter((row) => row.name === name);
  switch (kind) {
    case 'choice':
    case 'choices':
    case 'consent':
      return { values: distribution(question, counts, answered, options) };
    case 'nps': {
      const scale = Array.from({ length: 11 }, (_, value) => ({ value: String(value), label: {} }));
      const score = netPromoterScore(new Map(counts.map(({ value, count }) => [Number(value), count])));
      return {
        values: distribution({ ...question, options: scale }, counts, answered, options),
        nps: tellScore(score, options.smallestCell) ? score : null,
      };
    }
    case 'number':
    case 'date': {
      const row = figures.numbers.find((found) => found.name === name);
      return { figures: row === undefined ? null : figuresOf(row, kind, options.smallestCell) };
    }
    case 'text':
      if (figures.texts === null || question.personal || options.smallestCell > 1) return {};
      return {
        texts: figures.texts
          .filter((answer) => answer.name === name)
          .map(({ at, text }) => ({ at: at.toISOString(), text })),
      };
    default:
      return {};
  }
}

/** Every option of the question, also those nobody took, then values that are no option any more. */
function distribution(
  { options }: Pick<Question, 'options'>,
  counts: readonly ValueCount[],
  answered: number,
  { languages, smallestCell }: SummaryOptions,
): ValueSummary[] {
  const known = new Set(options.map(({ value }) => value));
  const others = counts.filter(({ value }) => !known.has(value)).map(({ value }) => ({ value, label: {} }));
  const rows = [...options, ...others].map(({ value, label }) => ({
    value,
    label: inLanguage(label, languages),
    count: counts.find((row) => row.value === value)?.count ?? 0,
  }));
  const told = hideSmall(
    rows.map(({ count }) => count),
    smallestCell,
  );
  return rows.map((row, i) => {
    const count = told[i] ?? null;
    return { ...row, count, share: count === null || answered === 0 ? null : round(count / answered, 4) };
  });
}

/** A group that is too small to be told gives the score away as well. */
function tellScore({ promoters, passives, detractors }: NetPromoterScore, smallestCell: number): boolean {
  return [promoters, passives, detractors].every((count) => count === 0 || count >= smallestCell);
}

function figuresOf(
  { count, min, max, mean, quartiles: [q1, median, q3] }: NumberFigures,
  kind: 'number' | 'date',
  smallestCell: number,
): FiguresSummary | null {
  if (count < smallestCell) return null;
  const write = (n: number) => (kind === 'date' ? dayOf(n) : round(n, 4));
  const hidden = smallestCell > 1;
  return {
    min: hidden ? null : write(min),
    q1: write(q1),
    median: write(median),
    q3: write(q3),
    max: hidden ? null : write(max),
    mean: write(mean),
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

/** Counts that stand by themselves. */
function hideEach<Key extends string>(counts: Record<Key, number>, smallestCell: number): Record<Key, Count> {
  const told = Object.entries<number>(counts).map(([key, n]) => [key, n > 0 && n < smallestCell ? null : n]);
  return Object.fromEntries(told) as Record<Key, Count>;
}

function dayOf(days: number): string {
  return new Date(Math.round(days) * 86_400_000).toISOString().slice(0, 10);
}

function round(n: number, places: number): number {
  return Number(n.toFixed(places));
}
