import { expect, test } from 'vitest';
import { drawScreen } from './draw-screen.ts';

const inside = (text: string) =>
  drawScreen(text)
    .slice(1, -1)
    .map((row) => row.slice(2, -2));

test('a screen stands in a frame of straight lines', () => {
  expect(drawScreen('Welcome\n1. Go on')).toEqual([
    '┌──────────────────────────┐',
    '│ Welcome                  │',
    '│ 1. Go on                 │',
    '└──────────────────────────┘',
  ]);
  const widths = new Set(drawScreen('a'.repeat(30)).map((row) => [...row].length));
  expect([...widths]).toEqual([34]);
});

test('long lines are broken between words, endless ones anywhere, and nothing is lost', () => {
  const words = 'Please choose the clinic that is nearest to you, then press 1 to go on';
  expect(inside(words).map((row) => row.trimEnd())).toEqual([
    'Please choose the clinic that is nearest',
    'to you, then press 1 to go on',
  ]);
  expect(inside('x'.repeat(95)).map((row) => row.trimEnd().length)).toEqual([40, 40, 15]);
  expect(inside('')).toEqual([' '.repeat(24)]);
});

test('what a stranger wrote does not act on the terminal', () => {
  expect(drawScreen('a\u001b[2J\u202eb').join('')).not.toMatch(/[\p{Cc}\u202e]/u);
});
