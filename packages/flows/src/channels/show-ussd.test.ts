import { describe, expect, it } from 'vitest';
import { type ScreenLimits, standardScreen } from '../engine/event.ts';
import { promptOf, standardKeys } from './prompt.fixture.ts';
import type { Prompt } from './prompt.ts';
import cases from './show-ussd.cases.json' with { type: 'json' };
import { screensOf, showUssd } from './show-ussd.ts';
import { wordsOf } from './words.ts';

type Case = {
  readonly label: string;
  readonly messages?: readonly string[];
  readonly prompt?: Partial<Prompt>;
  readonly labels?: readonly string[];
  readonly language?: string;
  readonly screen?: ScreenLimits;
  readonly screens: readonly string[];
};

const plain = { languages: ['en'] as const, texts: {} };

describe('showUssd', () => {
  it.each(cases as readonly Case[])('$label', (given) => {
    const { messages = [], prompt, labels = [], language = 'en', screen = standardScreen } = given;
    const speech = { messages, prompt: prompt === undefined ? null : promptOf({ labels, ...prompt }) };
    expect(screensOf(speech, screen, standardKeys, wordsOf(plain, language))).toEqual(given.screens);
  });

  const long = { messages: ['One two three '.repeat(20)], prompt: null };
  const show = (page: number) => showUssd(long, page, standardScreen, standardKeys, wordsOf(plain, 'en'));

  it('says how many pages there are, and shows the last one for those beyond it', () => {
    expect(show(0).pages).toBe(2);
    expect(show(7)).toEqual(show(1));
    expect(show(-1)).toEqual(show(0));
  });

  it('leaves out words beside the keys where they would take half of the screen', () => {
    const words = wordsOf(
      { ...plain, texts: { 'ujumbe.more': { en: 'There is more to read '.repeat(5) } } },
      'en',
    );
    expect(showUssd(long, 0, standardScreen, standardKeys, words).text).toMatch(/\n98$/);
  });
});
