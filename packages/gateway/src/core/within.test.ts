import { expect, test } from 'vitest';
import { within } from './within.ts';

test('gives what the work gives, or what was said for the case that it takes too long', async () => {
  expect(await within(Promise.resolve(1), 10_000, 2)).toBe(1);
  expect(await within(new Promise(() => undefined), 1, 2)).toBe(2);
  expect(await within(new Promise(() => undefined), -1, 2)).toBe(2);
});

test('fails as the work fails', async () => {
  await expect(within(Promise.reject(new Error('no')), 10_000, 2)).rejects.toThrow('no');
});
