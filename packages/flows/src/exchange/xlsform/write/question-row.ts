import type { Question } from '../../../document/blocks.ts';

/** Columns of a row of a survey; languages come later. */
export type QuestionRow = {
  readonly type: string;
  readonly constraint: string;
  readonly changed: string | null;
};

/** How a form asks what a question of ours asks. `list` is the name of its choices. */
export function questionRow(question: Question, list: string): QuestionRow {
  switch (question.kind) {
    case 'choice':
    case 'consent':
      return row(`select_one ${list}`, '');
    case 'choices':
      return row(`select_multiple ${list}`, range('count-selected(.)', question.min, question.max));
    case 'number':
      return row(
        (question.decimals ?? 0) > 0 ? 'decimal' : 'integer',
        range('.', question.min, question.max),
      );
    case 'nps':
      return row('integer', '. >= 0 and . <= 10');
    case 'date':
      return row('date', range('.', day(question.min), day(question.max)));
    case 'phone':
      return row('text', '', 'A phone number is asked for as text.');
    case 'text': {
      const lengths = range('string-length(.)', question.minLength, question.maxLength);
      const pattern = question.pattern === undefined ? '' : patterns[question.pattern];
      const changed = pattern === undefined ? `The pattern "${question.pattern}" was left out.` : null;
      return row('text', [pattern ?? '', lengths].filter((part) => part !== '').join(' and '), changed);
    }
  }
}

const patterns: Readonly<Partial<Record<string, string>>> = {
  digits: "regex(., '^[0-9]+$')",
  letters: "regex(., '^[A-Za-z]+$')",
  email: "regex(., '^[^@]+@[^@]+\\.[^@]+$')",
};

function row(type: string, constraint: string, changed: string | null = null): QuestionRow {
  return { type, constraint, changed };
}

function range(of: string, least: string | number | undefined, most: string | number | undefined): string {
  return [least === undefined ? '' : `${of} >= ${least}`, most === undefined ? '' : `${of} <= ${most}`]
    .filter((part) => part !== '')
    .join(' and ');
}

/** `today-30` is `today() - 30`, a day is `date('2026-12-31')`. */
function day(bound: string | undefined): string | undefined {
  if (bound === undefined || !bound.startsWith('today'))
    return bound === undefined ? undefined : `date('${bound}')`;
  const away = Number(bound.slice(5) || 0);
  return away === 0 ? 'today()' : `today() ${away < 0 ? '-' : '+'} ${Math.abs(away)}`;
}
