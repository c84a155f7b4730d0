import type { Condition, Operator } from '../../document/condition.ts';

const numberTests: Readonly<Record<string, Operator>> = {
  has_number_lt: '<',
  has_number_lte: '<=',
  has_number_eq: '=',
  has_number_gte: '>=',
  has_number_gt: '>',
};
const dateTests: Readonly<Record<string, Operator>> = {
  has_date_lt: '<',
  has_date_eq: '=',
  has_date_gt: '>',
};
const LOWEST = -1e15;

/** Tests that only numbers pass, only dates, and those that look for words. */
export const testsOfNumbers: ReadonlySet<string> = new Set([
  'has_number',
  'has_number_between',
  ...Object.keys(numberTests),
]);
export const testsOfDates: ReadonlySet<string> = new Set(['has_date', ...Object.keys(dateTests)]);
export const testsOfWords: ReadonlySet<string> = new Set([
  'has_any_word',
  'has_all_words',
  'has_phrase',
  'has_only_phrase',
  'has_only_text',
  'has_beginning',
]);

/** What follows a word in a text message and does not belong to it. */
const afterWords = ['', '.', ',', '!', '?'];

/**
 * A test of a router as a condition on a field; null where it cannot be said, as patterns.
 *
 * @param alternatives the arguments of the test, in each language it has some in
 */
export function conditionOf(
  type: string,
  alternatives: readonly (readonly string[])[],
  field: string,
): Condition | null {
  const own = alternatives[0] ?? [];
  if (alternatives.flat().some((arg) => /@[a-z(]/i.test(arg)) && !testsOfDates.has(type)) return null;
  switch (type) {
    case 'has_text':
    case 'has_value':
      return { field, op: 'known' };
    case 'has_number':
      return { field, op: '>', value: LOWEST };
    case 'has_date':
      return { field, op: 'known' };
    case 'has_number_between': {
      const [low, high] = own.map(Number);
      if (low === undefined || high === undefined || Number.isNaN(low) || Number.isNaN(high)) return null;
      return {
        all: [
          { field, op: '>=', value: low },
          { field, op: '<=', value: high },
        ],
      };
    }
    case 'has_category':
      return { field, op: 'in', value: own };
    case 'has_group':
      return own[1] === undefined ? null : { field: 'contact.groups', op: 'has', value: own[1] };
  }
  const numeric = ownOf(numberTests, type);
  if (numeric !== undefined) {
    const value = Number(own[0] ?? Number.NaN);
    return own[0] === '' || Number.isNaN(value) ? null : { field, op: numeric, value };
  }
  const dated = ownOf(dateTests, type);
  if (dated !== undefined) {
    const value = dayOf(own[0] ?? '');
    return value === null ? null : { field, op: dated, value };
  }
  return testsOfWords.has(type) ? wordCondition(type, alternatives, field) : null;
}

function wordCondition(
  type: string,
  alternatives: readonly (readonly string[])[],
  field: string,
): Condition | null {
  const phrases = [
    ...new Set(alternatives.map((args) => (args[0] ?? '').trim()).filter((phrase) => phrase !== '')),
  ];
  if (phrases.length === 0) return null;
  const conditions = phrases.map((phrase) => phraseCondition(type, phrase, field));
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { any: conditions };
}

function phraseCondition(type: string, phrase: string, field: string): Condition {
  const words = phrase
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  const there = field.includes('.') ? `has(${field}) && ` : '';
  const folded = `string(${field}).lowerAscii()`;
  switch (type) {
    case 'has_beginning':
      return { field, op: 'starts with', value: phrase };
    case 'has_only_text':
      return { field, op: '=', value: phrase };
    case 'has_only_phrase':
      return { cel: `${there}${folded}.trim() in ${listOf(afterWords.map((end) => words.join(' ') + end))}` };
    case 'has_phrase':
      return { cel: `${there}(" " + ${folded} + " ").contains(${JSON.stringify(` ${words.join(' ')} `)})` };
    case 'has_all_words':
      return { all: words.map((word) => ({ cel: `${there}${hasWord(folded, [word])}` })) };
    default:
      return { cel: `${there}${hasWord(folded, words)}` };
  }
}

function hasWord(folded: string, words: readonly string[]): string {
  // A list in an expression holds 50 items at most, and each word stands with each ending.
  const endings = words.length <= 10 ? afterWords : [''];
  return `${folded}.split(" ").exists(word, word in ${listOf(words.slice(0, 50).flatMap((word) => endings.map((end) => word + end)))})`;
}

function listOf(texts: readonly string[]): string {
  return `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
}

/** `2026-12-31`, `31-12-2026` or `31/12/2026` as `YYYY-MM-DD`. */
function dayOf(text: string): string | null {
  const iso = /^(\d{4}-\d{2}-\d{2})/.exec(text)?.[1];
  if (iso !== undefined) return iso;
  const [, day, month, year] = /^(\d{2})[-/.](\d{2})[-/.](\d{4})$/.exec(text) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}

/** Types come from a file of somebody: `constructor` is one like any other. */
function ownOf<Item>(table: Readonly<Record<string, Item>>, name: string): Item | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
