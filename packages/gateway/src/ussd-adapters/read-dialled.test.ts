import { describe, expect, test } from 'vitest';
import { readDialled } from './read-dialled.ts';

describe('readDialled', () => {
  test.each([
    ['*123#', '*123#'],
    ['*123*12#', '*123*12#'],
    ['123', '*123#'],
    ['123*12', '*123*12#'],
    ['*123', '*123#'],
    ['123#', '*123#'],
    ['#123#', '#123#'],
    [' *123# ', '*123#'],
  ])('%s is %s', (written, dialled) => {
    expect(readDialled(written, 'code')).toBe(dialled);
  });

  test.each([
    [null, 'code is missing.'],
    ['', 'code is missing.'],
    [' ', 'code is missing.'],
    ['1'.repeat(201), 'code has 201 characters, more than 200.'],
  ])('%j is refused', (written, sentence) => {
    expect(() => readDialled(written, 'code')).toThrow(sentence);
  });
});
