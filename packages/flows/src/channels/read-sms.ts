import { plainEntry } from './entry.ts';
import { fold } from './fold.ts';
import { languageCalled } from './language-names.ts';
import type { Prompt, Reading } from './prompt.ts';
import { readAnswer } from './read-answer.ts';
import { helpWords, listedWords, skipWords, type Words } from './words.ts';

export type SmsReader = {
  readonly words: Words;
  /** Those of all languages of the flow. */
  readonly spoken: readonly Words[];
  /** Those of the flow: the name of one asks to go on in it. */
  readonly languages: readonly string[];
};

/**
 * What an SMS means as an answer. HELP comes before everything; a choice that was offered by that very name before the name of
 * a language; both before anything else. The names of languages and the words for back and menu work where the answer is not free
 * text, for there they may be the answer. STOP never gets here: opting out is not a matter of flows.
 */
export function readSms(text: string, prompt: Prompt, { words, spoken, languages }: SmsReader): Reading {
  const said = fold(plainEntry(text));
  const isOneOf = (list: readonly string[]) => list.some((word) => fold(word) === said);
  if (plainEntry(text) === '') return { kind: 'none' };
  if (isOneOf(helpWords(spoken))) return { kind: 'help' };
  const settings = { masked: [], wordsFor: (value: string) => wordsForValue(value, words), near: true };
  const andWords = listedWords(words, 'and_words');
  const exact = readAnswer(text, prompt, { ...settings, near: false }, andWords);
  if (exact.kind === 'option' || exact.kind === 'several') return exact;
  if (prompt.canSkip && isOneOf(skipWords(spoken))) return { kind: 'skip' };
  if (prompt.kind !== 'text') {
    const wished = languageCalled(said, languages);
    if (wished !== null) return { kind: 'language', language: wished };
    if (prompt.canGoBack && isOneOf([words.back])) return { kind: 'back' };
    if (prompt.hasMenu && isOneOf([words.menu])) return { kind: 'menu' };
  }
  return exact.kind === 'none' ? readAnswer(text, prompt, settings, andWords) : exact;
}

/** Whatever the labels: a choice between `yes` and `no` takes the words people use for them. */
function wordsForValue(value: string, words: Words): readonly string[] {
  if (value === 'yes') return listedWords(words, 'yes_words');
  return value === 'no' ? listedWords(words, 'no_words') : [];
}
