import { foldWord } from './fold-word.ts';
import lists from './stop-words.json' with { type: 'json' };

/** Words that stop all messages or ask for them again, by language; which languages count everywhere, and which in a country. */
export const stopWords: {
  readonly languages: Readonly<Record<string, { readonly stop: string[]; readonly start: string[] }>>;
  readonly everywhere: readonly string[];
  /** By ISO 3166 alpha-2. */
  readonly countries: Readonly<Record<string, readonly string[]>>;
} = lists;

const EDGES =
  /^[\s"'“”‘’«»]+|(?:[\s"'“”‘’«».,!?؟]|\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}])+$/gu;

/** A message as it is held against these words: quotation marks around it, and a full stop or an emoji at its end do not matter. */
export function foldStopWord(text: string): string {
  return foldWord(text).replace(EDGES, '');
}
