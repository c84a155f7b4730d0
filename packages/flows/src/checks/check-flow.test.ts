import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import cases from './broken.cases.json' with { type: 'json' };
import { checkText } from './check-flow.ts';

const sound = readFileSync(new URL('./sound.json', import.meta.url), 'utf8');

type Broken = {
  code: string;
  severity?: string;
  line: number;
  replace: string[];
  says?: string;
};

describe('checkText', () => {
  test('has nothing to say about a sound flow', () => {
    expect(checkText(sound, {}).findings).toEqual([]);
  });

  test.each(cases as Broken[])('$code: $replace.1', ({ code, severity, line, replace, says }) => {
    const [before = '', after = ''] = replace;
    expect(sound.split(before).length, `"${before}" stands once in sound.json`).toBe(2);
    const found = checkText(
      sound.replace(before, () => after),
      {},
    ).findings;
    const finding = found.find((each) => each.code === code);
    expect(finding, JSON.stringify(found, null, 1)).toMatchObject({ severity: severity ?? 'error', line });
    expect(finding?.message).toContain(says ?? '');
  });
});
