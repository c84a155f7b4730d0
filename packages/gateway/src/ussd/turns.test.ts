import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('what equals a hop under way shares its answer, what differs waits for it', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const first = Promise.withResolvers<string>();
  const work = (name: string, result: Promise<string> | string) => async () => {
    order.push(name);
    return result;
  };
  const a = turns.take('s', '1', work('a', first.promise));
  const again = turns.take('s', '1', work('again', 'never'));
  const b = turns.take('s', '2', work('b', 'two'));
  const other = turns.take('t', '1', work('other', 'else'));
  expect(await other).toBe('else');
  expect(order).toEqual(['a', 'other']);
  first.resolve('one');
  expect(await Promise.all([a, again, b])).toEqual(['one', 'one', 'two']);
  expect(order).toEqual(['a', 'other', 'b']);
  expect(turns.size).toBe(0);
});

test('a hop that fails does not stop the next one', async () => {
  const turns = new Turns();
  const failing = turns.take('s', '1', () => Promise.reject(new Error('no')));
  const next = turns.take('s', '2', async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
  expect(turns.size).toBe(0);
});
