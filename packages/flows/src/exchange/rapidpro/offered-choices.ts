import { helpWords, wordsOf as ownWordsOf } from '../../channels/words.ts';
import { foldWord } from '../../checks/fold-word.ts';
import { reservedWords } from '../../checks/reserved-words.ts';
import { foldStopWord } from '../../checks/stop-words.ts';
import type { RapidCategory, RapidRouter } from './definition.ts';
import { type Making, wordsOf } from './making.ts';
import { testsOfWords } from './tests.ts';

/** A category a person can choose: its words by language, its label by language. */
export type Offered = {
  readonly category: RapidCategory;
  readonly keywords: Readonly<Record<string, string[]>>;
  readonly labels: Readonly<Record<string, string>>;
};
/** The choices a message offers, and what is left of the message when they are listed below it, by language. */
export type Offer = {
  readonly options: readonly Offered[];
  readonly texts: Readonly<Record<string, string>>;
};

const LONGEST_KEYWORD = 40;
/** Exits a question has beside its choices. */
const otherExits: ReadonlySet<string> = new Set(['next', 'skip', 'invalid', 'timeout']);

/**
 * The categories of a router as choices, where the message before it names each of them, or quick replies do; null where people could
 * not know what to choose.
 */
export function offeredChoices(
  making: Making,
  router: RapidRouter,
  message: ReadonlyMap<string, string>,
  quickReplies: readonly string[],
): Offer | null {
  const tests = router.cases;
  const listable = tests.every(({ type }) => testsOfWords.has(type) || type === 'has_number_eq');
  if (tests.length === 0 || !listable) return null;
  const chosen = router.categories.filter(({ uuid }) => tests.some(({ category }) => category === uuid));
  if (chosen.length < 2 || chosen.length > 50) return null;
  if (chosen.some(({ name }) => name === '' || name.length > 80 || otherExits.has(name))) return null;
  const offered = chosen.map((category) => ({ category, keywords: keywordsOf(making, router, category) }));
  const [standard = ''] = message.values();
  const named = (words: readonly string[]) =>
    words.some((word) => holdsWord(standard, word) || quickReplies.some((reply) => holdsWord(reply, word)));
  const [first = ''] = making.languages.keys();
  if (!offered.every(({ category, keywords }) => named([category.name, ...(keywords[first] ?? [])])))
    return null;
  const ordered = byNumber(offered, first);
  if (ordered === null) return null;
  return withLists(making, ordered, message);
}

function keywordsOf(making: Making, router: RapidRouter, category: RapidCategory): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const test of router.cases.filter(({ category: uuid }) => uuid === category.uuid)) {
    for (const [tag, args] of wordsOf(making, test.uuid, 'arguments', test.args)) {
      const phrase = (args[0] ?? '').trim().toLowerCase();
      const words = test.type === 'has_any_word' ? phrase.split(/[\s,]+/) : [phrase];
      const fitting = words.filter(
        (word) => word !== '' && word.length <= LONGEST_KEYWORD && !word.includes('@'),
      );
      found[tag] = [...new Set([...(found[tag] ?? []), ...fitting])].slice(0, 20);
    }
  }
  return found;
}

type Choosable = { readonly category: RapidCategory; readonly keywords: Record<string, string[]> };

/** Numbers people type are places in our list, so numbers among the keywords have to be those places; null where they are not. */
function byNumber(offered: readonly Choosable[], language: string): readonly Choosable[] | null {
  const numberOf = ({ keywords }: Choosable) => keywords[language]?.find((word) => /^\d{1,3}$/.test(word));
  if (offered.every((each) => numberOf(each) === undefined)) return offered;
  const sorted = offered.toSorted(
    (left, right) => Number(numberOf(left) ?? 999) - Number(numberOf(right) ?? 999),
  );
  const fits = sorted.every((each, index) =>
    Object.values(each.keywords).every((words) =>
      words.every((word) => !/^\d+$/.test(word) || word === String(index + 1)),
    ),
  );
  return fits && sorted.every((each) => numberOf(each) !== undefined) ? sorted : null;
}

/** Takes lines such as `1. Yes` out of a message when they are the whole list, and their words for labels. */
function withLists(
  making: Making,
  offered: readonly Choosable[],
  message: ReadonlyMap<string, string>,
): Offer {
  const texts: Record<string, string> = {};
  const labels = offered.map(({ category }) => {
    const names = wordsOf(making, category.uuid, 'name', [category.name]);
    return Object.fromEntries([...names].map(([tag, [name = category.name]]) => [tag, name]));
  });
  for (const [tag, text] of message) {
    const lines = text.split('\n');
    const listed = offered.map((_, index) =>
      lines
        .map((line) => /^\s*\(?(\d{1,2})\s*[.):=-]*\s+(\S.*)$/.exec(line))
        .find((match) => Number(match?.[1]) === index + 1),
    );
    const whole = listed.every((match) => match !== undefined);
    texts[tag] = whole
      ? lines
          .filter((line) => !listed.some((match) => match?.[0] === line))
          .join('\n')
          .trim()
      : text;
    if (texts[tag] === '') texts[tag] = text;
    if (!whole) continue;
    for (const [index, label] of labels.entries()) label[tag] = (listed[index]?.[2] ?? '').trim();
  }
  return {
    options: offered.map(({ category, keywords }, index) => ({
      category,
      keywords: freeWords(keywords, index, offered, labels),
      labels: labels[index] ?? {},
    })),
    texts,
  };
}

/**
 * Keywords that can mean this choice and no other: numbers are places in the list, words such as STOP and HELP are taken before any
 * flow sees them, and a word of two choices means the first, as the first test that passes does.
 */
function freeWords(
  keywords: Readonly<Record<string, string[]>>,
  index: number,
  offered: readonly Choosable[],
  labels: readonly Readonly<Record<string, string>>[],
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(keywords).map(([tag, words]) => {
      const reserved = reservedWords([tag], helpWords([ownWordsOf({ languages: [tag], texts: {} }, tag)]));
      const taken = new Set([
        ...labels.map((label) => foldWord(label[tag] ?? '')),
        ...offered.slice(0, index).flatMap((earlier) => (earlier.keywords[tag] ?? []).map(foldWord)),
      ]);
      return [
        tag,
        words.filter(
          (word) => !/^\d+$/.test(word) && !taken.has(foldWord(word)) && !reserved.has(foldStopWord(word)),
        ),
      ];
    }),
  );
}

function holdsWord(text: string, word: string): boolean {
  const fold = (of: string) =>
    ` ${of
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
      .trim()} `;
  return fold(word).trim() !== '' && fold(text).includes(fold(word));
}
