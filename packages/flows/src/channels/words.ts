import type { Flow } from '../document/flow.ts';
import type { Channel } from '../engine/state.ts';
import type { Complaint, Prompt } from './prompt.ts';
import { wordingOf } from './wording.ts';
import ar from './words/ar.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };
import fr from './words/fr.json' with { type: 'json' };
import sw from './words/sw.json' with { type: 'json' };

/**
 * Our own words, by key. Those that end in `_words` are lists of what a person may write, parted by spaces. Those of complaints
 * may hold bounds, as `{min}`.
 */
export type WordKey = keyof typeof en;
export type Words = Readonly<Record<WordKey, string>>;

const ownWords: Readonly<Record<string, Words>> = { ar, en, fr, sw };
export const wordKeys = Object.keys(en) as readonly WordKey[];

/**
 * Our own words in a language. A flow's texts `ujumbe.<key>` replace them; what is missing in the language is taken from the flow's
 * first language, then from English. `fr-SN` has the words of `fr` where it has none of its own.
 *
 * It walks all keys: ask once for each language, not for each step.
 */
export function wordsOf(flow: Pick<Flow, 'languages' | 'texts'>, language: string, channel?: Channel): Words {
  const tags = [language, flow.languages[0], 'en'];
  const wordOf = (key: WordKey): string => {
    const texts = flow.texts[`ujumbe.${key}`];
    for (const tag of tags) {
      const text = texts?.[tag];
      if (text !== undefined) return wordingOf(text, channel);
      const own = ownWords[tag] ?? ownWords[tag.split('-', 1)[0] as string];
      if (own !== undefined) return own[key];
    }
    return en[key];
  };
  return Object.fromEntries(wordKeys.map((key) => [key, wordOf(key)])) as Words;
}

/**
 * What to tell a person whose entry did not do. `invalid` is worded for the kind of the question; a key there are no words for, or a
 * bound that is missing, is told as `invalid`.
 */
export function complaintText(complaint: Complaint, kind: Prompt['kind'], words: Words): string {
  const byKey: Readonly<Record<string, string | undefined>> = words;
  const standard = byKey[`invalid_${kind}`] ?? words.invalid;
  const text = byKey[complaint.key];
  if (complaint.key === 'invalid' || text === undefined) return standard;
  const filled = text.replace(/\{(\w+)\}/g, (hole, name: string) => complaint.bounds[name] ?? hole);
  return /\{\w+\}/.test(filled) ? standard : filled;
}

/** The words of a list such as `help_words`. */
export function listedWords(words: Words, key: WordKey & `${string}_words`): readonly string[] {
  return words[key].split(/\s+/u).filter((word) => word !== '');
}

/**
 * What asks for help in a conversation by SMS.
 *
 * @param spoken words of all languages of the flow: who does not understand a question may ask in any of them. The English HELP, which
 * people know from elsewhere, counts everywhere.
 */
export function helpWords(spoken: readonly Words[]): readonly string[] {
  return ['help', ...spoken.flatMap((words) => listedWords(words, 'help_words'))];
}

/** What passes over a question by SMS: as `helpWords`, with SKIP everywhere, and what the key is called on USSD. */
export function skipWords(spoken: readonly Words[]): readonly string[] {
  return ['skip', ...spoken.flatMap((words) => [...listedWords(words, 'skip_words'), words.skip])];
}
