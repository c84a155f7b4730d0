import type pg from 'pg';
import { expect, test, vi } from 'vitest';
import { readinessOf } from './readiness.ts';

const poolThat = (query: () => Promise<unknown>) => ({ query }) as unknown as pg.Pool;

test('is ready while the database answers and the lease is held', async () => {
  expect(
    await readinessOf(
      poolThat(async () => undefined),
      () => true,
    )(),
  ).toEqual({ ok: true, reasons: [] });
});

test('says everything that is wrong', async () => {
  const ready = readinessOf(
    poolThat(() => Promise.reject(new Error('no route'))),
    () => false,
  );
  expect(await ready()).toEqual({
    ok: false,
    reasons: ['The database does not answer: no route', 'This node could not renew its lease.'],
  });
});

test('does not wait for a database that is frozen, asks it once, and believes it again when it answers', async () => {
  vi.useFakeTimers();
  const asked: (() => void)[] = [];
  const ready = readinessOf(
    poolThat(() => new Promise<void>((resolve) => asked.push(resolve))),
    () => true,
  );
  const answers = [ready(), ready()];
  await vi.advanceTimersByTimeAsync(2000);
  for (const answer of answers)
    expect(await answer).toEqual({
      ok: false,
      reasons: ['The database does not answer: nothing within 2 s'],
    });
  expect(asked).toHaveLength(1);
  const later = ready();
  asked[0]?.();
  expect((await later).ok).toBe(true);
  vi.useRealTimers();
});
