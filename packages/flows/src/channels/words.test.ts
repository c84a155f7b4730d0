import { isGsm7 } from '@ujumbe/smpp/text';
import { describe, expect, it } from 'vitest';
import { complaintText, type WordKey, wordKeys, wordsOf } from './words.ts';

const plain = { languages: ['en'] as const, texts: {} };

describe('our own words', () => {
  it.each(['en', 'fr', 'sw', 'ar'])('are complete in %s, with the holes of the English ones', (language) => {
    const words = wordsOf(plain, language);
    const english = wordsOf(plain, 'en');
    const holesOf = (text: string) => text.match(/\{\w+\}/g);
    for (const key of wordKeys) {
      expect(words[key].trim(), key).toMatch(/\S/);
      expect(holesOf(words[key]), key).toEqual(holesOf(english[key]));
    }
  });

  it.each(['en', 'fr', 'sw'])('stay within the GSM alphabet in %s', (language) => {
    const words = wordsOf(plain, language);
    expect(wordKeys.filter((key) => !isGsm7(words[key]))).toEqual([]);
  });

  it.each(['en', 'fr', 'sw', 'ar'])('leave room beside control keys in %s', (language) => {
    const words = wordsOf(plain, language);
    const beside: WordKey[] = ['back', 'more', 'menu', 'skip'];
    expect(Math.max(...beside.map((key) => words[key].length))).toBeLessThanOrEqual(8);
  });
});

describe('wordsOf', () => {
  const flow = {
    languages: ['fr', 'wo', 'sw'] as const,
    texts: {
      'ujumbe.yes': { fr: 'Bien entendu', wo: 'Waaw', en: 'Sure' },
      'ujumbe.no': { fr: 'Non merci' },
      'ujumbe.more': { wo: { default: 'Ci kanam', ussd: 'Kanam' } },
    },
  };

  it('takes the words of the flow before our own', () => {
    expect(wordsOf(flow, 'fr').yes).toBe('Bien entendu');
    expect(wordsOf(flow, 'sw').yes).toBe('Ndiyo');
  });

  it('takes what a language has not from the first of the flow', () => {
    expect(wordsOf(flow, 'wo').no).toBe('Non merci');
    expect(wordsOf(flow, 'wo').back).toBe('Retour');
  });

  it('takes English where neither has it', () => {
    expect(wordsOf({ languages: ['wo'], texts: {} }, 'wo').back).toBe('Back');
  });

  it('takes the language of a region', () => {
    expect(wordsOf({ languages: ['fr-SN'], texts: {} }, 'fr-SN').yes).toBe('Oui');
  });

  it('takes the wording for a channel', () => {
    expect(wordsOf(flow, 'wo', 'ussd').more).toBe('Kanam');
    expect(wordsOf(flow, 'wo', 'sms').more).toBe('Ci kanam');
    expect(wordsOf(flow, 'wo').more).toBe('Ci kanam');
  });
});

describe('complaintText', () => {
  const words = wordsOf(plain, 'en');

  it.each([
    ['invalid', {}, 'choice', 'Please enter a number from the list.'],
    ['invalid', {}, 'text', 'Sorry, that was not understood.'],
    ['too_small', { min: '18' }, 'number', 'Please enter 18 or more.'],
    ['too_small', {}, 'number', 'Please enter a number.'],
    ['never_heard_of', {}, 'nps', 'Please enter a number from 0 to 10.'],
  ] as const)('words %s with %j of %s', (key, bounds, kind, text) => {
    expect(complaintText({ key, bounds }, kind, words)).toBe(text);
  });
});
