import words from './reserved-words.json' with { type: 'json' };

type WordsByLanguage = Readonly<Record<string, readonly string[]>>;
const lists: Readonly<Record<'stop' | 'start', WordsByLanguage>> = words;

const meanings = {
  stop: 'stops all messages',
  start: 'asks for messages again',
  help: 'asks for help',
} as const;

/**
 * What a word means in every SMS conversation, so that no choice may use it: `stops all messages`. Null for a word that is free.
 * English and French count everywhere, other languages where the flow speaks them.
 *
 * @param help words for help, as the channel knows them
 */
export function reservedMeaning(
  word: string,
  languages: readonly string[],
  help: readonly string[],
): string | null {
  const spoken = new Set(['en', 'fr', ...languages.map((language) => language.split('-')[0] ?? language)]);
  const said = foldWord(word);
  for (const wants of ['stop', 'start'] as const)
    for (const language of spoken)
      if (lists[wants][language]?.some((each) => foldWord(each) === said)) return meanings[wants];
  return help.some((each) => foldWord(each) === said) ? meanings.help : null;
}

/** A word as it is compared: without case, spaces around it and accents written in two ways. */
export function foldWord(word: string): string {
  return word.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();
}
