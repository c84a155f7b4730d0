import { foldStopWord, stopWords } from '@ujumbe/flows';

/** What a subscriber asks for: no more messages, or messages again. Sender null stands for every sender of the account. */
export type StopRequest = { readonly wants: 'stop' | 'start'; readonly sender: string | null };

type Words = { readonly stop: ReadonlySet<string>; readonly start: ReadonlySet<string> };

const wordsOf = new Map<string, Words>();

const MOST_CHARACTERS = 40;

/**
 * Reads an MO as a STOP or START word of a country: English and French anywhere, further languages where they are spoken.
 * The whole text must be the word, or the word and one of the account's senders (`STOP TIARA`); a word in a sentence says
 * nothing. Case, width, quotation marks around it, and a full stop or an emoji at its end do not matter.
 *
 * @param country ISO 3166 alpha-2 of the subscriber's number
 * @returns null when the text is anything else; a sender is given as the account writes it
 */
export function readStopRequest(
  text: string,
  country: string,
  senders: ReadonlySet<string>,
): StopRequest | null {
  if (text.length > MOST_CHARACTERS) return null;
  const said = foldStopWord(text);
  const words = wordsOfCountry(country);
  const whole = meaning(words, said);
  if (whole !== null) return { wants: whole, sender: null };
  for (const sender of senders) {
    const suffix = ` ${foldStopWord(sender)}`;
    const wants = said.endsWith(suffix) ? meaning(words, said.slice(0, -suffix.length)) : null;
    if (wants !== null) return { wants, sender };
  }
  return null;
}

function meaning(words: Words, said: string): 'stop' | 'start' | null {
  if (words.stop.has(said)) return 'stop';
  return words.start.has(said) ? 'start' : null;
}

function wordsOfCountry(country: string): Words {
  let words = wordsOf.get(country);
  if (words === undefined) {
    const spoken = [...stopWords.everywhere, ...(stopWords.countries[country] ?? [])];
    const all = (wants: 'stop' | 'start') =>
      new Set(spoken.flatMap((language) => (stopWords.languages[language]?.[wants] ?? []).map(foldStopWord)));
    words = { stop: all('stop'), start: all('start') };
    wordsOf.set(country, words);
  }
  return words;
}
