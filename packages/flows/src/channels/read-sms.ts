import { numberIn, plainEntry } from './entry.ts';
import { fold } from './fold.ts';
import { languageCalled } from './language-names.ts';
import { matchOption } from './match-option.ts';
import { matchSeveral } from './match-several.ts';
import type { Prompt, Reading } from './prompt.ts';
import { listedWords, type Words } from './words.ts';

export type SmsReader = {
  readonly words: Words;
  /** Those of the flow: the name of one of them asks to go on in it. */
  readonly languages: readonly string[];
};

/**
 * What an SMS means as an answer. HELP comes before everything; a choice that was offered by that very name before the name of a
 * language; both before anything else. The words for back and menu work where the answer is not free text, whose answer they may be. STOP never gets here: opting out is not a matter of flows.
 */
export function readSms(text: string, prompt: Prompt, { words, languages }: SmsReader): Reading {
  const entry = plainEntry(text);
  if (entry === '') return { kind: 'none' };
  const said = fold(entry);
  const isOneOf = (list: readonly string[]) => list.some((word) => fold(word) === said);
  if (said === 'help' || isOneOf(listedWords(words, 'help_words'))) return { kind: 'help' };
  const answer = readAnswer(entry, prompt, words, false);
  if (answer.kind === 'option' || answer.kind === 'several') return answer;
  const language = languageCalled(said, languages);
  if (language !== null) return { kind: 'language', language };
  if (prompt.canSkip && isOneOf([...listedWords(words, 'skip_words'), words.skip])) return { kind: 'skip' };
  if (prompt.kind !== 'text') {
    if (prompt.canGoBack && isOneOf([words.back])) return { kind: 'back' };
    if (prompt.hasMenu && isOneOf([words.menu])) return { kind: 'menu' };
  }
  return readAnswer(entry, prompt, words, true);
}

function readAnswer(entry: string, prompt: Prompt, words: Words, near: boolean): Reading {
  const matching = { masked: [], wordsFor: (value: string) => wordsForValue(value, words), near };
  switch (prompt.kind) {
    case 'choice':
    case 'consent': {
      const option = matchOption(entry, prompt.options, matching);
      return option === null ? { kind: 'none' } : { kind: 'option', value: option.value };
    }
    case 'choices': {
      const options = matchSeveral(entry, prompt.options, matching, listedWords(words, 'and_words'));
      return options === null
        ? { kind: 'none' }
        : { kind: 'several', values: options.map(({ value }) => value) };
    }
    case 'number':
    case 'nps':
      return { kind: 'open', text: numberIn(entry)?.toString() ?? entry };
    case 'date':
    case 'phone':
    case 'text':
      return { kind: 'open', text: entry };
  }
}

/** Whatever the labels: a choice between `yes` and `no` takes the words people use for them. */
function wordsForValue(value: string, words: Words): readonly string[] {
  if (value === 'yes') return listedWords(words, 'yes_words');
  return value === 'no' ? listedWords(words, 'no_words') : [];
}
