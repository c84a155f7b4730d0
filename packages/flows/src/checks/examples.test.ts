import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { measureScreens } from '../channels/fit.ts';
import { wordsOf } from '../channels/words.ts';
import { standardSettings } from '../document/flow.ts';
import { checkText } from './check-flow.ts';
import { viewFlow } from './flow-view.ts';
import { readFlow } from './read-flow.ts';
import { longestSpeeches } from './speeches.ts';

const folder = new URL('../../examples/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
/** What cautious networks carry. */
const smallScreen = { maxSeptets: 160, maxUcs2: 70 };

function example(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

describe.each(names)('%s', (name) => {
  const text = example(name);

  test('has no finding, on screens of 160 characters too', () => {
    expect(checkText(text, {}, smallScreen).findings).toEqual([]);
  });

  test('fits one screen even where an entry was not understood', () => {
    const read = readFlow(text);
    if ('findings' in read) throw new Error(JSON.stringify(read.findings));
    const view = viewFlow(read.flow, {}, smallScreen);
    const crowded = read.flow.languages.flatMap((language) => {
      const words = wordsOf(read.flow, language, 'ussd');
      return longestSpeeches(view, language, 'ussd', words).flatMap(({ block, speech: { prompt } }) => {
        if (prompt === null) return [];
        const again = { messages: [], prompt: { ...prompt, complaint: { key: 'invalid', bounds: {} } } };
        const { pages, longestSeptets } = measureScreens(again, smallScreen, standardSettings.keys, words);
        return pages === 1 ? [] : [`${block} in ${language}: ${longestSeptets}`];
      });
    });
    expect(crowded).toEqual([]);
  });
});

test('the menu for support takes another language by adding its words, and says which', () => {
  const text = example('support-request.json');
  const flow = JSON.parse(text);
  flow.languages.push('wo');
  flow.blocks.language.options.push({ value: 'wo', label: 'wolof' });
  const asked = checkText(JSON.stringify(flow), {}).findings;
  expect(new Set(asked.map(({ code }) => code))).toEqual(
    new Set(['missing-translation', 'missing-own-words', 'unknown-text']),
  );

  for (const byLanguage of Object.values<Record<string, string>>(flow.texts))
    byLanguage.wo = byLanguage.fr ?? '';
  flow.texts.wolof = { en: 'Wolof', fr: 'Wolof', sw: 'Wolof', wo: 'Wolof' };
  const ownWords = asked.find(({ code }) => code === 'missing-own-words')?.message ?? '';
  for (const [key] of ownWords.matchAll(/ujumbe\.\w+/g)) flow.texts[key] = { wo: 'Baal nu' };
  expect(checkText(JSON.stringify(flow), {}).findings).toEqual([]);
});
