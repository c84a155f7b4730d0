import { describe, expect, it } from 'vitest';
import { promptOf } from './prompt.fixture.ts';
import type { Option, Prompt, Reading } from './prompt.ts';
import cases from './read-sms.cases.json' with { type: 'json' };
import { readSms } from './read-sms.ts';
import { wordsOf } from './words.ts';

type Case = {
  readonly label: string;
  readonly labels?: readonly string[];
  readonly options?: readonly Option[];
  readonly prompt?: Partial<Prompt>;
  readonly language?: string;
  readonly languages?: readonly [string, ...string[]];
  readonly entry: string;
  readonly reading: Reading;
};

describe('readSms', () => {
  it.each(cases as readonly Case[])('$label', (given) => {
    const { labels = [], options, prompt, language = 'en', languages = ['en', 'fr', 'sw', 'ar'] } = given;
    const kind = options === undefined ? {} : { kind: 'choice' as const, options };
    const wordsIn = (tag: string) => wordsOf({ languages: ['en'], texts: {} }, tag);
    const read = readSms(given.entry, promptOf({ labels, ...kind, ...prompt }), {
      words: wordsIn(language),
      spoken: languages.map(wordsIn),
      languages,
    });
    expect(read).toEqual(given.reading);
  });
});
