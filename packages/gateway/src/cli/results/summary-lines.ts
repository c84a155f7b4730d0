import type { Count, QuestionSummary, Summary, TallyOf } from '#results/summary.ts';
import { plain } from '../answer.ts';

const BAR = 30;
const LABEL = 32;
/** A question with more choices than this shows those that were taken most. */
const MOST_VALUES = 15;

/** A summary for people at a terminal: sentences, and bars as long as shares are large. */
export function summaryLines(summary: Summary): string[] {
  const { responses, outcomes, questions, channels, languages, periods } = summary;
  const ended = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${told(count)}`);
  return [
    `${counted(responses.started, 'response')}: ${told(responses.asked)} asked, ${told(responses.answered)} answered, ${told(responses.complete)} complete, ${told(responses.open)} open.`,
    ...(ended.length === 0 ? [] : [`Ended: ${ended.join(', ')}.`]),
    ...questions.flatMap(questionLines),
    ...tallies('By channel', channels, ({ channel }) => channel),
    ...tallies('By language', languages, ({ language }) => language),
    ...tallies('By time', periods, ({ from }) => from),
  ];
}

function questionLines(question: QuestionSummary): string[] {
  const { name, kind, text, put, answered, left, waiting, medianSeconds } = question;
  const pace = medianSeconds === null ? '' : `, half within ${medianSeconds} s`;
  const here = waiting === 0 ? '' : `, ${told(waiting)} not answered yet`;
  return [
    '',
    `${plain(text.replace(/\s+/g, ' ')) || name}  (${name}, ${kind})`,
    `  put ${counted(put, 'time')}, answered ${told(answered)}, left here ${told(left)}${here}${pace}`,
    ...answerLines(question),
  ];
}

function answerLines({ values = [], nps, figures, texts = [] }: QuestionSummary): string[] {
  const most = [...values].sort((one, other) => (other.count ?? 0) - (one.count ?? 0)).slice(0, MOST_VALUES);
  const shown = values.length > MOST_VALUES ? values.filter((value) => most.includes(value)) : values;
  const lines = shown.map(({ value, label, count, share }) => barLine(label || value, share, count));
  if (shown.length < values.length) lines.push(`  and ${values.length - shown.length} others`);
  if (nps && nps.score !== null && nps.interval !== null) {
    const [low, high] = nps.interval;
    lines.push(
      `  NPS ${nps.score}, likely ${low} to ${high} (n = ${nps.n}: promoters ${nps.promoters}, passives ${nps.passives}, detractors ${nps.detractors})`,
    );
  }
  if (figures) {
    const { min, q1, median, q3, max, mean } = figures;
    lines.push(
      `  from ${min ?? '?'} to ${max ?? '?'}, mean ${mean}, median ${median}, half between ${q1} and ${q3}`,
    );
  }
  return [
    ...lines,
    ...texts.map(({ at, text }) => `  ${at.slice(0, 10)}  ${plain(text.replace(/\s+/g, ' '))}`),
  ];
}

function tallies<Key extends string>(
  title: string,
  rows: readonly TallyOf<Key>[],
  name: (row: TallyOf<Key>) => string,
): string[] {
  if (rows.length === 0) return [];
  const largest = Math.max(1, ...rows.map(({ started }) => started ?? 0));
  const lines = rows.map((row) => {
    const { started, complete } = row as TallyOf<string>;
    return `  ${fitted(name(row))}  ${bar((started ?? 0) / largest)}  ${told(started)}, ${told(complete)} complete`;
  });
  return ['', title, ...lines];
}

function barLine(label: string, share: number | null, count: Count): string {
  const percent = share === null ? '   ?' : `${Math.round(share * 100)} %`.padStart(5);
  return `  ${fitted(label)}  ${bar(share ?? 0)}  ${percent}  ${told(count)}`;
}

function bar(share: number): string {
  return '█'.repeat(Math.round(Math.min(1, share) * BAR)).padEnd(BAR);
}

function fitted(label: string): string {
  const text = plain(label.replace(/\s+/g, ' '));
  return (text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text).padEnd(LABEL);
}

function counted(count: Count, what: string): string {
  return `${told(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** A count that was too small to be told is some. */
function told(count: Count): string {
  return count === null ? 'few' : String(count);
}
