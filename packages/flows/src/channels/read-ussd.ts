import { controlsAt, type Keys, type Position } from './control-keys.ts';
import { plainEntry, withoutMarks } from './entry.ts';
import type { Prompt, Reading } from './prompt.ts';
import { readAnswer } from './read-answer.ts';

/**
 * What an entry on USSD means. Control keys come first, where they were shown; then numbers of choices, then their names. Several
 * choices are read in one entry. The rest is for the kind of question to check.
 *
 * `more` is the next page, `back` on a later page the page before, on the first page the question before.
 *
 * @param prompt null for last words that take several pages
 * @param position of the page that was shown, out of as many as `showUssd` said there are
 */
export function readUssd(text: string, prompt: Prompt | null, position: Position, keys: Keys): Reading {
  const entry = plainEntry(text);
  if (entry === '') return { kind: 'none' };
  const typed = withoutMarks(entry).toLowerCase();
  const control = controlsAt(prompt, position, keys).find(({ key }) => key.toLowerCase() === typed);
  if (control !== undefined) return { kind: control.kind };
  if (prompt === null) return { kind: 'none' };
  const settings = { masked: [keys.back, keys.more, keys.menu], wordsFor: () => [], near: false };
  return readAnswer(text, prompt, settings, []);
}
