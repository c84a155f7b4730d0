import { describe, expect, it } from 'vitest';
import { promptOf, standardKeys } from './prompt.fixture.ts';
import type { Prompt, Reading } from './prompt.ts';
import cases from './read-ussd.cases.json' with { type: 'json' };
import { readUssd } from './read-ussd.ts';

type Case = {
  readonly label: string;
  readonly labels?: readonly string[];
  readonly prompt?: Partial<Prompt>;
  readonly position?: { readonly page: number; readonly pages: number };
  readonly keys?: Partial<typeof standardKeys>;
  readonly entry: string;
  readonly reading: Reading;
};

describe('readUssd', () => {
  it.each(cases as readonly Case[])('$label', ({ labels = [], prompt, position, keys, entry, reading }) => {
    const asked = promptOf({ labels, ...prompt });
    const read = readUssd(entry, asked, position ?? { page: 0, pages: 1 }, { ...standardKeys, ...keys });
    expect(read).toEqual(reading);
  });

  it('turns the pages of last words, and reads nothing else', () => {
    expect(readUssd('98', null, { page: 0, pages: 2 }, standardKeys)).toEqual({ kind: 'more' });
    expect(readUssd('1', null, { page: 0, pages: 2 }, standardKeys)).toEqual({ kind: 'none' });
  });
});
