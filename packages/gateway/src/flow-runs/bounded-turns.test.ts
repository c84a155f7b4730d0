import { expect, test } from 'vitest';
import { TemporarilyUnavailable } from '#core/accept.ts';
import { BoundedTurns } from './bounded-turns.ts';

test('a few are done at once, and of an account and of all there are only so many', async () => {
  const turns = new BoundedTurns({ atOnce: 2, most: 20, mostOfAccount: 10, refusal: 'too many of them' });
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  let begun = 0;
  const begin = (accountId: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      turns.do(accountId, `${accountId} ${index}`, async () => {
        begun++;
        await gate;
        return accountId;
      }),
    );
  const taken = begin(1, 10);
  await expect(begin(1, 1)[0]).rejects.toThrow(new TemporarilyUnavailable('too many of them'));
  taken.push(...begin(2, 10));
  await expect(begin(3, 1)[0]).rejects.toThrow(TemporarilyUnavailable);
  expect(begun).toBe(2);
  open();
  expect((await Promise.all(taken)).length).toBe(20);
  expect(await Promise.all(begin(1, 10))).toEqual(Array(10).fill(1));
});
