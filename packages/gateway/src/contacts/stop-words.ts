import { foldStopWord, stopWords } from '@ujumbe/flows';
import type { Account } from '#core/directory.ts';

/** What a subscriber asks for: no more messages, or messages again. Sender null stands for every sender of the account. */
export type StopRequest = { readonly wants: 'stop' | 'start'; readonly sender: string | null };

type Words = { readonly stop: ReadonlySet<string>; readonly start: ReadonlySet<string> };

const wordsOf: ReadonlyMap<string, Words> = new Map(
  Object.entries(stopWords.languages).map(([language, { stop, start }]) => [
    language,
    { stop: new Set(stop.map(foldStopWord)), start: new Set(start.map(foldStopWord)) },
  ]),
);

const MOST_CHARACTERS = 40;

/**
 * Reads an MO as a STOP or START word: in English and French, in the languages of the country, and in those the account's flows
 * speak. The whole text must be the word, or the word and one of the account's senders (`STOP TIARA`); a word in a sentence says
 * nothing. Case, width, and what stands around it or cannot be seen, such as brackets, an emoji or a mark of direction, do not matter.
 *
 * @param country ISO 3166 alpha-2 of the subscriber's number
 * @returns null when the text is anything else; a sender is given as the account writes it
 */
export function readStopRequest(
  text: string,
  country: string,
  { senders, languages }: Pick<Account, 'senders' | 'languages'>,
): StopRequest | null {
  if (text.length > MOST_CHARACTERS) return null;
  const said = foldStopWord(text);
  const spoken = [...stopWords.everywhere, ...(stopWords.countries[country] ?? []), ...languages];
  const whole = meaning(spoken, said);
  if (whole !== null) return { wants: whole, sender: null };
  for (const sender of senders) {
    const suffix = ` ${foldStopWord(sender)}`;
    const wants = said.endsWith(suffix) ? meaning(spoken, said.slice(0, -suffix.length)) : null;
    if (wants !== null) return { wants, sender };
  }
  return null;
}

function meaning(spoken: readonly string[], said: string): 'stop' | 'start' | null {
  for (const language of spoken) {
    const words = wordsOf.get(primary(language));
    if (words?.stop.has(said)) return 'stop';
    if (words?.start.has(said)) return 'start';
  }
  return null;
}

/** `pt` of `pt-MZ`; `en-carrier` is one of our own lists. */
function primary(language: string): string {
  return wordsOf.has(language) ? language : (language.split('-', 1)[0] ?? language);
}
