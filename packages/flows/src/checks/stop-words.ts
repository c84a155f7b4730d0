import { foldWord } from './fold-word.ts';
import lists from './stop-words.json' with { type: 'json' };

/** Words that stop all messages or ask for them again, by language; which languages count everywhere, and which in a country. */
export const stopWords: {
  readonly languages: Readonly<Record<string, { readonly stop: string[]; readonly start: string[] }>>;
  readonly everywhere: readonly string[];
  /** By ISO 3166 alpha-2. */
  readonly countries: Readonly<Record<string, readonly string[]>>;
} = lists;

/** That keyboards add unseen, with NUL, and the vowel marks and stretching of Arabic, which nobody needs to write. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\0\u064b-\u065f\u0670\u0640]/gu;
const EDGES = /^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu;

/** A message as it is held against these words: what stands around it, such as brackets, a full stop or an emoji, does not matter. */
export function foldStopWord(text: string): string {
  return foldWord(text.replace(UNSEEN, '')).replace(EDGES, '');
}
