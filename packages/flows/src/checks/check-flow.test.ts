import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import cases from './broken.cases.json' with { type: 'json' };
import { checkText } from './check-flow.ts';

const sound = readFileSync(new URL('./sound.json', import.meta.url), 'utf8');

/** One thing done wrong to the sound flow: the finding it gives, and on the line of which words. */
type Broken = {
  code: string;
  severity?: string;
  replace: string[][];
  /** The new words where it is missing. */
  at?: string;
  says?: string;
};

function lineOfWords(text: string, words: string): number {
  const index = text.indexOf(words);
  expect(index, `"${words}" stands in the broken text`).not.toBe(-1);
  return text.slice(0, index).split('\n').length;
}

function spoil(replace: Broken['replace']): string {
  return replace.reduce((text, [from = '', to = '']) => {
    expect(text.split(from).length, `"${from}" stands once in the text`).toBe(2);
    return text.replace(from, () => to);
  }, sound);
}

describe('checkText', () => {
  test('has nothing to say about a sound flow', () => {
    expect(checkText(sound, {}).findings).toEqual([]);
  });

  test('lets a choice of an optional question be called as what passes over it, for the choice comes first', () => {
    const text = spoil([
      ['"fr": ["pompe"]', '"fr": ["Skip"]'],
      ['"text": "ask-problem",', '"text": "ask-problem", "optional": true,'],
    ]);
    expect(checkText(text, {}).findings).toEqual([]);
  });

  test.each(cases as Broken[])('$code: $replace.0', ({ code, severity, replace, at, says }) => {
    const text = spoil(replace);
    const found = checkText(text, {}).findings.filter((each) => each.code === code);
    expect(found, JSON.stringify(checkText(text, {}).findings, null, 1)).toHaveLength(1);
    expect(found[0]).toMatchObject({
      severity: severity ?? 'error',
      line: lineOfWords(text, at ?? replace[0]?.[1] ?? ''),
    });
    expect(found[0]?.message).toContain(says ?? '');
  });
});
