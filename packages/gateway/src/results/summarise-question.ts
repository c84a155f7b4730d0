import type { NumberFigures, ValueCount } from '#store/results/question-figures.ts';
import { type NetPromoterScore, netPromoterScore } from './nps.ts';
import { inLanguage, type Question } from './question.ts';
import { hideEach, hideSmall } from './small-cells.ts';
import type { Figures, FiguresSummary, QuestionSummary, SummaryOptions, ValueSummary } from './summary.ts';

/** What became of a question, and what was answered to it. One without rows was put to nobody. */
export function summariseQuestion(
  question: Question,
  figures: Figures,
  options: SummaryOptions,
): QuestionSummary {
  const { name, kind, text } = question;
  const { smallestCell, languages } = options;
  const counts = figures.questions.find((row) => row.name === name);
  const { put = 0, answered = 0, left = 0, waiting = 0, medianSeconds = null } = counts ?? {};
  const isTold = answered >= smallestCell;
  return {
    name,
    kind,
    text: inLanguage(text, languages),
    ...hideFates({ put, answered, left, waiting }, smallestCell),
    medianSeconds: isTold && medianSeconds !== null ? round(medianSeconds, 1) : null,
    ...answersOf(question, answered, figures, options),
  };
}

/** Whoever was asked has answered, left or not answered yet: what is missing to the sum is hidden with another. */
function hideFates(
  { put, answered, left, waiting }: Record<'put' | 'answered' | 'left' | 'waiting', number>,
  smallest: number,
): Record<'put' | 'answered' | 'left' | 'waiting', number | null> {
  const [told = null, gone = null, open = null] = hideSmall([answered, left, waiting], smallest);
  return { ...hideEach({ put }, smallest), answered: told, left: gone, waiting: open };
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

function dayOf(days: number): string {
  return new Date(Math.round(days) * 86_400_000).toISOString().slice(0, 10);
}

function round(n: number, places: number): number {
  return Number(n.toFixed(places));
}
