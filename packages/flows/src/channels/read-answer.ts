import { freeText, numberIn, plainEntry } from './entry.ts';
import { type MatchSettings, matchOption } from './match-option.ts';
import { matchSeveral } from './match-several.ts';
import type { Prompt, Reading } from './prompt.ts';

/**
 * An entry as an answer to a question, whatever the channel: the choice or choices it means, `none` where it means none, or what the
 * kind of the question has to check.
 *
 * @param andWords what parts several choices, beside commas and the like
 */
export function readAnswer(
  text: string,
  { kind, options }: Prompt,
  settings: MatchSettings,
  andWords: readonly string[],
): Reading {
  const entry = plainEntry(text);
  switch (kind) {
    case 'choice':
    case 'consent': {
      const option = matchOption(entry, options, settings);
      return option === null ? { kind: 'none' } : { kind: 'option', value: option.value };
    }
    case 'choices': {
      const chosen = matchSeveral(entry, options, settings, andWords);
      return chosen === null
        ? { kind: 'none' }
        : { kind: 'several', values: chosen.map(({ value }) => value) };
    }
    case 'number':
    case 'nps':
      return { kind: 'open', text: numberIn(entry)?.toString() ?? entry };
    case 'date':
    case 'phone':
      return { kind: 'open', text: entry };
    case 'text':
      return { kind: 'open', text: freeText(text) };
  }
}
