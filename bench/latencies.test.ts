import { expect, test } from 'vitest';
import { median, summarise } from './latencies.ts';

test('percentiles are samples, by nearest rank', () => {
  const samples = Float64Array.from({ length: 1000 }, (_, index) => 1000 - index);
  expect(summarise(samples)).toEqual({ p50: 500, p99: 990, p999: 999, max: 1000 });
  expect(summarise(Float64Array.of(7))).toEqual({ p50: 7, p99: 7, p999: 7, max: 7 });
});

test('the median of an even count lies between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});
