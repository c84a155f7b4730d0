import { countSegments, countSeptets, type Encoding } from '@ujumbe/smpp/text';
import type { ScreenLimits } from '../engine/event.ts';
import type { Keys } from './control-keys.ts';
import type { Speech } from './prompt.ts';
import { screensOf } from './show-ussd.ts';
import type { Words } from './words.ts';

export type ScreenFit = {
  readonly pages: number;
  /** Of the fullest page in the GSM alphabet; 0 where there is none. */
  readonly longestSeptets: number;
  /** UTF-16 units of the fullest page outside of it; 0 where there is none. */
  readonly longestUcs2: number;
  /** Whether a page is outside of the GSM alphabet, and so holds less than half. */
  readonly ucs2: boolean;
  /** Characters outside of the GSM alphabet, each once, in the order they come. */
  readonly culprits: readonly string[];
};

export type SmsFit = {
  readonly segments: number;
  readonly encoding: Encoding;
  /** Characters outside of the GSM alphabet, each once, in the order they come. */
  readonly culprits: readonly string[];
};

/** How a speech fits the screens of USSD, as `showUssd` would show it. For writing and checking, not for each step. */
export function measureScreens(speech: Speech, screen: ScreenLimits, keys: Keys, words: Words): ScreenFit {
  const screens = screensOf(speech, screen, keys, words);
  const septets = screens.map(countSeptets);
  const units = screens.filter((_, index) => (septets[index] ?? 0) < 0).map(({ length }) => length);
  return {
    pages: screens.length,
    longestSeptets: Math.max(0, ...septets),
    longestUcs2: Math.max(0, ...units),
    ucs2: units.length > 0,
    culprits: outsideGsm(screens.join('\n')),
  };
}

/** What a text takes as an SMS. For a speech, measure each text of `writeSms`. */
export function measureSms(text: string): SmsFit {
  const { segments, encoding } = countSegments(text);
  return { segments, encoding, culprits: outsideGsm(text) };
}

/** Characters as people see them: an accent apart from its letter is told with the letter. */
function outsideGsm(text: string): readonly string[] {
  if (countSeptets(text) >= 0) return [];
  const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text);
  const found = [...characters].map(({ segment }) => segment).filter((segment) => countSeptets(segment) < 0);
  return [...new Set(found)];
}
