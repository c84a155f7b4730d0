import { stopWords } from '@ujumbe/flows';
import { expect, test } from 'vitest';
import cases from './stop-words.cases.json' with { type: 'json' };
import { readStopRequest } from './stop-words.ts';

type Case = [
  label: string,
  text: string,
  country: string,
  wants: 'stop' | 'start' | null,
  sender: string | null,
];

const account = { senders: new Set(['TIARA', 'My Shop', '22141']), languages: new Set<string>() };

test.each(cases as Case[])('%s: %j in %s', (_label, text, country, wants, sender) => {
  expect(readStopRequest(text, country, account)).toEqual(wants === null ? null : { wants, sender });
});

test('every listed word is understood where its language is spoken, and means one thing only', () => {
  const { languages, everywhere, countries } = stopWords;
  for (const [country, spoken] of Object.entries(countries)) {
    for (const language of [...everywhere, ...spoken]) {
      for (const wants of ['stop', 'start'] as const) {
        for (const word of languages[language]?.[wants] ?? [`no such language: ${language}`]) {
          expect(readStopRequest(word, country, account), `${word} in ${country}`).toEqual({
            wants,
            sender: null,
          });
        }
      }
    }
  }
});

test.each([
  ['Arabic in Kenya', 'توقف', ['en', 'ar'], 'stop'],
  ['Portuguese of Mozambique in Kenya', 'Sair', ['pt-MZ'], 'stop'],
  ['only what they speak', 'Sair', ['ar'], null],
  ['a list of ours is no language of a flow', 'END', ['en'], null],
])('an account is stopped in the languages its flows speak: %s', (_label, text, languages, wants) => {
  const speaking = { ...account, languages: new Set(languages) };
  expect(readStopRequest(text, 'KE', speaking)).toEqual(wants === null ? null : { wants, sender: null });
});
