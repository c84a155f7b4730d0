import type { ScreenLimits } from '../engine/event.ts';
import { controlsAt, type Keys } from './control-keys.ts';
import { layPages } from './lay-pages.ts';
import type { Speech } from './prompt.ts';
import { fitsScreen } from './screen.ts';
import { choiceLines, spokenTexts } from './speech-text.ts';
import type { Words } from './words.ts';

export type Shown = { readonly text: string; readonly pages: number };

/**
 * One screen of a speech on USSD, and how many there are. Messages and question share a screen where they fit, else there are pages:
 * they break between choices and at words, and a choice keeps its number on all of them. Nothing is left out but the end of a choice
 * that is longer than a screen. A page after the last one is the last one.
 *
 * The pages depend on the whole speech: while a person turns them it must stay the same, its complaint too.
 *
 * Right-to-left text is left to the handset: characters go out in the order they are read, each line begins with its number, and no
 * marks of direction are added, for each would take a place on the screen and old handsets show them as boxes.
 *
 * @param screen of at least 60 septets and 40 UTF-16 units; on a smaller one a page may be longer than it
 */
export function showUssd(
  speech: Speech,
  page: number,
  screen: ScreenLimits,
  keys: Keys,
  words: Words,
): Shown {
  const { prompt } = speech;
  const text = spokenTexts(speech, words).join('\n');
  const lines = choiceLines(prompt);
  const controlLines = (at: number, isLast: boolean) =>
    controlsAt(prompt, { page: at, pages: isLast ? at + 1 : at + 2 }, keys).map(
      ({ kind, key }) => `${key} ${words[kind]}`,
    );
  const whole = [...(text === '' ? [] : [text]), ...lines, ...controlLines(0, true)].join('\n');
  if (fitsScreen(whole, screen)) return { text: whole, pages: 1 };
  const pages = layPages(text, lines, screen, controlLines);
  return { text: pages[Math.min(Math.max(page, 0), pages.length - 1)] ?? '', pages: pages.length };
}
