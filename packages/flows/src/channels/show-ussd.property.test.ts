import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScreenLimits } from '../engine/event.ts';
import { controlsAt } from './control-keys.ts';
import { promptOf, standardKeys } from './prompt.fixture.ts';
import type { Speech } from './prompt.ts';
import { readUssd } from './read-ussd.ts';
import { fitsScreen } from './screen.ts';
import { showUssd } from './show-ussd.ts';
import { type Words, wordsOf } from './words.ts';

const letters = fc.constantFrom(
  ...['abcdefgh', 'éàùÉ€[', 'êçî', 'ابتثجحخ', '😀👍', 'x\u0301', '👩‍👩‍👧'].flatMap((some) =>
    some.includes('\u200d') || some.includes('\u0301') ? [some] : [...some],
  ),
);
/** Mostly within the GSM alphabet, so that pages of both kinds come up. */
const gsmLetters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzéàù€');
const wordOf = (longest: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: gsmLetters, minLength: 1, maxLength: longest }) },
    { weight: 1, arbitrary: fc.string({ unit: letters, minLength: 1, maxLength: longest }) },
  );
const sentences = (longest: number) =>
  fc.array(wordOf(longest), { maxLength: 40 }).map((words) => words.join(' '));
const label = fc
  .array(wordOf(3), { minLength: 1, maxLength: 2 })
  .map((words) => words.join(' '))
  .filter(({ length }) => length <= 10);

const screens = fc.record({
  maxSeptets: fc.integer({ min: 60, max: 182 }),
  maxUcs2: fc.integer({ min: 40, max: 80 }),
});
const ownWords = fc
  .constantFrom('en', 'fr', 'sw', 'ar')
  .map((tag) => wordsOf({ languages: ['en'], texts: {} }, tag));
const prompts = fc
  .record({
    kind: fc.constantFrom('choice' as const, 'choices' as const),
    text: sentences(30),
    labels: fc.array(label, { minLength: 1, maxLength: 50 }),
    complaint: fc.constantFrom(null, { key: 'invalid', bounds: {} }),
    canGoBack: fc.boolean(),
    canSkip: fc.boolean(),
    hasMenu: fc.boolean(),
  })
  .map(promptOf);
const speeches: fc.Arbitrary<Speech> = fc.record({
  messages: fc.array(sentences(90), { maxLength: 3 }),
  prompt: fc.option(prompts, { freq: 6 }),
});

/** The screens of a speech, each apart from its control keys. */
function bodiesOf(speech: Speech, screen: ScreenLimits, words: Words): readonly string[] {
  const { pages } = showUssd(speech, 0, screen, standardKeys, words);
  return Array.from({ length: pages }, (_, page) => {
    const lines = showUssd(speech, page, screen, standardKeys, words).text.split('\n');
    const controls = controlsAt(speech.prompt, { page, pages }, standardKeys);
    const shown = lines.slice(lines.length - controls.length).map((line) => line.split(' ', 1)[0]);
    expect(shown).toEqual(controls.map(({ key }) => key));
    return lines.slice(0, lines.length - controls.length).join('\n');
  });
}

const withoutSpaces = (text: string) => text.replace(/\s+/gu, '');

describe('any speech on any screen', () => {
  it('fits on every page', () => {
    fc.assert(
      fc.property(speeches, screens, ownWords, (speech, screen, words) => {
        const { pages } = showUssd(speech, 0, screen, standardKeys, words);
        for (let page = 0; page < pages; page++) {
          const { text } = showUssd(speech, page, screen, standardKeys, words);
          expect(fitsScreen(text, screen), text).toBe(true);
          expect(text.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('loses nothing between its pages', () => {
    fc.assert(
      fc.property(speeches, screens, ownWords, (speech, screen, words) => {
        const whole = showUssd(speech, 0, { maxSeptets: 1e6, maxUcs2: 1e6 }, standardKeys, words).text;
        const controls = controlsAt(speech.prompt, { page: 0, pages: 1 }, standardKeys);
        const all = whole.split('\n');
        const said = all.slice(0, all.length - controls.length).join('');
        expect(withoutSpaces(bodiesOf(speech, screen, words).join(''))).toBe(withoutSpaces(said));
      }),
    );
  });

  it('shows every choice once, whole, by the number that is read as this choice on every page', () => {
    fc.assert(
      fc.property(prompts, screens, ownWords, (prompt, screen, words) => {
        const bodies = bodiesOf({ messages: [], prompt }, screen, words);
        const lines = bodies.flatMap((body) => body.split('\n'));
        const choices = lines.slice(lines.length - prompt.options.length);
        prompt.options.forEach(({ value, label: name }, index) => {
          expect(choices[index]).toBe(`${index + 1} ${name}`);
          const meant =
            prompt.kind === 'choice' ? { kind: 'option', value } : { kind: 'several', values: [value] };
          bodies.forEach((_, page) => {
            const read = readUssd(`${index + 1}`, prompt, { page, pages: bodies.length }, standardKeys);
            expect(read).toEqual(meant);
          });
        });
      }),
    );
  });
});
