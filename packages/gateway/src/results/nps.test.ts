import fc from 'fast-check';
import { expect, test } from 'vitest';
import { netPromoterScore } from './nps.ts';

const scoreOf = (...answers: number[]) => {
  const counts = new Map<number, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return netPromoterScore(counts);
};

test.each([
  [[], { promoters: 0, passives: 0, detractors: 0, n: 0, score: null, interval: null }],
  [[10], { promoters: 1, passives: 0, detractors: 0, n: 1, score: 100, interval: [-49, 100] }],
  [[10, 9, 7, 0], { promoters: 2, passives: 1, detractors: 1, n: 4, score: 25, interval: [-44, 73] }],
  [[6, 7, 8, 9], { promoters: 1, passives: 2, detractors: 1, n: 4, score: 0, interval: [-52, 52] }],
  // 1 of 8: 12.5 %, rounded away from zero on both sides.
  [
    [9, 7, 7, 7, 7, 7, 7, 7],
    { promoters: 1, passives: 7, detractors: 0, n: 8, score: 13, interval: [-19, 37] },
  ],
  [
    [0, 7, 7, 7, 7, 7, 7, 7],
    { promoters: 0, passives: 7, detractors: 1, n: 8, score: -13, interval: [-37, 19] },
  ],
] as const)('%j', (answers, expected) => {
  expect(scoreOf(...answers)).toEqual(expected);
});

test('the score is within its interval, which is narrower the more answer alike', () => {
  const answers = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(answers, (given) => {
      const one = scoreOf(...given);
      const tenfold = scoreOf(...Array.from({ length: 10 }, () => given).flat());
      const [low = 0, high = 0] = one.interval ?? [];
      const [closerLow = 0, closerHigh = 0] = tenfold.interval ?? [];
      expect(tenfold.score).toBe(one.score);
      expect(low).toBeLessThanOrEqual(one.score as number);
      expect(high).toBeGreaterThanOrEqual(one.score as number);
      expect(low).toBeGreaterThanOrEqual(-100);
      expect(high).toBeLessThanOrEqual(100);
      expect(closerHigh - closerLow).toBeLessThanOrEqual(high - low + 1);
    }),
  );
});
