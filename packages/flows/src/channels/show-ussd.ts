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
  const screens = screensOf(speech, screen, keys, words);
  const last = screens.length - 1;
  return { text: screens[Math.min(Math.max(page, 0), last)] ?? '', pages: screens.length };
}

/** All screens of a speech, as `showUssd` shows them one by one. At least one. */
export function screensOf(speech: Speech, screen: ScreenLimits, keys: Keys, words: Words): readonly string[] {
  const { prompt } = speech;
  const text = spokenTexts(speech, words).join('\n');
  const lines = choiceLines(prompt);
  const controlLines = (at: number, isLast: boolean) =>
    controlsAt(prompt, { page: at, pages: isLast ? at + 1 : at + 2 }, keys).map(
      ({ kind, key }) => `${key} ${words[kind]}`,
    );
  const whole = [...(text === '' ? [] : [text]), ...lines, ...controlLines(0, true)].join('\n');
  return fitsScreen(whole, screen) ? [whole] : layPages(text, lines, screen, controlLines);
}
