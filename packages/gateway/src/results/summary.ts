import type { CountRow, Tally } from '#store/results/counts.ts';
import type {
  NumberFigures,
  QuestionCounts,
  TextAnswer,
  ValueCount,
} from '#store/results/question-figures.ts';
import type { NetPromoterScore } from './nps.ts';

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
