import { countSeptets } from '@ujumbe/smpp/text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitScreen } from './screen.ts';

const limits = { maxSeptets: 182, maxUcs2: 80, overflow: 'cut', substitute: true } as const;
const fit = (text: string, change: Partial<Parameters<typeof fitScreen>[1]> = {}) =>
  fitScreen(text, { ...limits, ...change }, 'More');

describe('a screen', () => {
  test.each([
    ['182 septets', 'a'.repeat(182)],
    ['91 characters of the extension', '€'.repeat(91)],
    ['80 of another alphabet', 'Ж'.repeat(80)],
  ])('shows %s whole', (_label, text) => {
    expect(fit(text)).toEqual({ text, pages: [], overrun: 'no' });
  });

  test.each([
    ['U09 hard, where no line ends near', 'a'.repeat(183), 'a'.repeat(182)],
    ['U09 at a line end within twenty', `${'a'.repeat(170)}\n${'b'.repeat(50)}`, 'a'.repeat(170)],
    [
      'hard, where the line end is too far',
      `${'a'.repeat(150)}\n${'b'.repeat(50)}`,
      `${'a'.repeat(150)}\n${'b'.repeat(31)}`,
    ],
    ['at the limit itself where a line ends there', `${'a'.repeat(182)}\nb`, 'a'.repeat(182)],
    ['characters that count two', '€'.repeat(92), '€'.repeat(91)],
    ['U10 another alphabet', 'Ж'.repeat(81), 'Ж'.repeat(80)],
    ['never a character in two', `${'Ж'.repeat(79)}😀`, 'Ж'.repeat(79)],
    ['what makes it cost twice', `${'a'.repeat(150)}Ж`, 'a'.repeat(150)],
  ])('is cut: %s', (_label, text, shown) => {
    expect(fit(text)).toEqual({ text: shown, pages: [], overrun: 'cut' });
  });

  test('is written in the GSM alphabet where it can be, and is not where nobody wants that', () => {
    const text = `“Karibu” – ${'a'.repeat(100)}…`;
    expect(fit(text)).toEqual({ text: `"Karibu" - ${'a'.repeat(100)}...`, pages: [], overrun: 'no' });
    expect(fit(text, { substitute: false }).overrun).toBe('cut');
  });

  test('is refused where the profile wants that', () => {
    expect(fit('a'.repeat(183), { overflow: 'error' })).toEqual({ text: '', pages: [], overrun: 'refused' });
  });

  test('is paged between choices, and each page says how to go on', () => {
    const menu = Array.from({ length: 12 }, (_, n) => `${n + 1}. A kind of help no ${n + 1}`).join('\n');
    const { text, pages, overrun } = fit(menu, { overflow: 'page' });
    expect(overrun).toBe('paged');
    const all = [text, ...pages];
    for (const page of all) expect(countSeptets(page)).toBeLessThanOrEqual(182);
    for (const page of all.slice(0, -1)) expect(page).toMatch(/\d\n98 More$/);
    const lines = all.map((page) => page.replace(/\n98 More$/, '')).join('\n');
    expect(lines).toBe(menu);
  });

  test('fits, whatever it is', () => {
    const overflow = fc.constantFrom('cut', 'page') as fc.Arbitrary<'cut' | 'page'>;
    const text = fc.array(fc.constantFrom('a', '€', 'Ж', '😀', '\n', ' ', '“'), {
      minLength: 1,
      maxLength: 600,
    });
    fc.assert(
      fc.property(
        text,
        overflow,
        fc.integer({ min: 40, max: 182 }),
        fc.integer({ min: 20, max: 80 }),
        (units, overflow, maxSeptets, maxUcs2) => {
          const { text, pages } = fit(units.join(''), { overflow, maxSeptets, maxUcs2 });
          for (const page of [text, ...pages]) {
            const septets = countSeptets(page);
            expect(septets < 0 ? page.length <= maxUcs2 : septets <= maxSeptets).toBe(true);
            expect(page.isWellFormed()).toBe(true);
          }
        },
      ),
    );
  });
});
