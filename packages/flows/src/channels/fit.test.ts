import { describe, expect, it } from 'vitest';
import { standardScreen } from '../engine/event.ts';
import { measureScreens, measureSms } from './fit.ts';
import { promptOf, standardKeys } from './prompt.fixture.ts';
import type { Speech } from './prompt.ts';
import { wordsOf } from './words.ts';

const words = wordsOf({ languages: ['en'], texts: {} }, 'en');
const measure = (speech: Speech) => measureScreens(speech, standardScreen, standardKeys, words);

describe('measureScreens', () => {
  it('counts septets, those of escaped characters twice', () => {
    expect(measure({ messages: ['Pay 5 €'], prompt: null })).toEqual({
      pages: 1,
      longestSeptets: 8,
      longestUcs2: 0,
      ucs2: false,
      culprits: [],
    });
  });

  it('counts the keys that are shown', () => {
    expect(
      measure({ messages: [], prompt: promptOf({ text: 'Name?', canGoBack: true }) }).longestSeptets,
    ).toBe(12);
  });

  it('names the characters that halve a screen, each once', () => {
    const fit = measure({ messages: ['Être prêt, ça va? 😀 x\u0302'], prompt: null });
    expect(fit).toEqual({
      pages: 1,
      longestSeptets: 0,
      longestUcs2: 23,
      ucs2: true,
      culprits: ['Ê', 'ê', 'ç', '😀', 'x\u0302'],
    });
  });

  it('measures pages of both kinds', () => {
    const prompt = promptOf({ text: 'a '.repeat(80), labels: ['Être soigné', 'Manger'] });
    expect(measure({ messages: [], prompt })).toMatchObject({
      pages: 2,
      longestSeptets: 167,
      longestUcs2: 29,
      ucs2: true,
    });
  });
});

describe('measureSms', () => {
  it.each([
    ['a'.repeat(160), { segments: 1, encoding: 'gsm7', culprits: [] }],
    ['a'.repeat(161), { segments: 2, encoding: 'gsm7', culprits: [] }],
    [`ê${'a'.repeat(70)}`, { segments: 2, encoding: 'ucs2', culprits: ['ê'] }],
  ])('measures %s', (text, fit) => {
    expect(measureSms(text)).toEqual(fit);
  });
});
