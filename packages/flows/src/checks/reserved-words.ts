import words from './reserved-words.json' with { type: 'json' };

type WordsByLanguage = Readonly<Record<string, readonly string[]>>;
const lists: Readonly<Record<'stop' | 'start', WordsByLanguage>> = words;

const meanings = {
  stop: 'stops all messages',
  start: 'asks for messages again',
  help: 'asks for help',
} as const;

/**
 * Words that mean something in every SMS conversation, so that no choice may use them, and what: `stops all messages`. English and
 * French count everywhere, other languages where the flow speaks them.
 *
 * @param help words for help, as the channel knows them
 */
export function reservedWords(
  languages: readonly string[],
  help: readonly string[],
): ReadonlyMap<string, string> {
  const spoken = new Set(['en', 'fr', ...languages.map((language) => language.split('-')[0] ?? language)]);
  const reserved = new Map(help.map((word) => [foldWord(word), meanings.help as string]));
  for (const wants of ['start', 'stop'] as const)
    for (const language of spoken)
      for (const word of lists[wants][language] ?? []) reserved.set(foldWord(word), meanings[wants]);
  return reserved;
}

/** A word as it is compared: without case, spaces around it and accents written in two ways. */
export function foldWord(word: string): string {
  return word.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();
}
