import { expect, test } from 'vitest';
import { TemporarilyUnavailable } from '#core/accept.ts';
import { SurveyStarts } from './survey-starts.ts';

test('a few are started at once, and of an account and of all only so many wait', async () => {
  const starts = new SurveyStarts(2);
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  let begun = 0;
  const start = (accountId: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      starts.do(accountId, `person ${index}`, async () => {
        begun++;
        await gate;
        return accountId;
      }),
    );
  const first = start(1, 2);
  await expect.poll(() => begun).toBe(2);
  const waiting = [...start(1, 1000), ...start(2, 1000)];
  for (const [refused] of [start(1, 1), start(3, 1)])
    await expect(refused).rejects.toThrow(TemporarilyUnavailable);
  expect(begun).toBe(2);
  open();
  expect((await Promise.all([...first, ...waiting])).length).toBe(2002);
  expect(await Promise.all(start(1, 1000))).toEqual(Array(1000).fill(1));
});
