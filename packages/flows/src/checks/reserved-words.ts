import { foldStopWord, stopWords } from './stop-words.ts';

const meanings = {
  stop: 'stops all messages',
  start: 'asks for messages again',
  help: 'asks for help',
} as const;

/**
 * Words that mean something in every SMS conversation, so that no choice may use them, and what: `stops all messages`, by how
 * `foldStopWord` has them. English and French count everywhere, other languages where the flow speaks them.
 *
 * @param help words for help, as the channel knows them
 */
export function reservedWords(
  languages: readonly string[],
  help: readonly string[],
): ReadonlyMap<string, string> {
  const own = languages.map((language) => language.split('-')[0] ?? language);
  const spoken = new Set([...stopWords.everywhere, ...own]);
  const reserved = new Map(help.map((word) => [foldStopWord(word), meanings.help as string]));
  for (const wants of ['start', 'stop'] as const)
    for (const language of spoken)
      for (const word of stopWords.languages[language]?.[wants] ?? [])
        reserved.set(foldStopWord(word), meanings[wants]);
  return reserved;
}
