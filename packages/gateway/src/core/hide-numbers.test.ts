import { expect, test } from 'vitest';
import { hideNumbers } from './hide-numbers.ts';

const contactOf = (msisdn: string) => `<${msisdn.length}>`;

test.each([{ numbers: ['25261234567', '252612345678'] }, { numbers: ['252612345678', '25261234567'] }])(
  'a number that begins with another is hidden as a whole: $numbers',
  ({ numbers }) => {
    const told = { summary: 'Call +25261234567 or +252612345678', sum: 252612345678, score: 9 };
    expect(hideNumbers(told, numbers, contactOf)).toEqual({
      summary: 'Call +<11> or +<12>',
      sum: '<12>',
      score: 9,
    });
  },
);
