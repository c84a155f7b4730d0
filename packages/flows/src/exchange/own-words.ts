import { type WordKey, wordKeys, wordsOf } from '../channels/words.ts';
import { viewFlow } from '../checks/flow-view.ts';
import { ownWordsThere } from '../checks/rules/own-words-there.ts';
import type { Flow } from '../document/flow.ts';
import { standardScreen } from '../engine/event.ts';

/**
 * A flow with texts `ujumbe.…` for what our renderers say, in languages they have no words in: the words of the flow's first language,
 * or English, stand in until somebody translates them. Only those the flow can need.
 *
 * @returns the languages that needed it, none for most flows
 */
export function withOwnWords(flow: Flow): { readonly flow: Flow; readonly languages: readonly string[] } {
  const lacks = (candidate: Flow) => ownWordsThere(viewFlow(candidate, {}, standardScreen)).length > 0;
  if (!lacks(flow)) return { flow, languages: [] };
  const perLanguage = new Map(flow.languages.map((language) => [language, wordsOf(flow, language)]));
  const complete = (keys: readonly WordKey[]): Flow => ({
    ...flow,
    texts: {
      ...flow.texts,
      ...Object.fromEntries(
        keys.map((key) => [
          `ujumbe.${key}`,
          Object.fromEntries([...perLanguage].map(([language, words]) => [language, words[key]])),
        ]),
      ),
    },
  });
  const needed = wordKeys.filter((key) => lacks(complete(wordKeys.filter((other) => other !== key))));
  const languages = flow.languages.filter((language) => lacks({ ...flow, languages: [language] }));
  return { flow: complete(needed), languages };
}
