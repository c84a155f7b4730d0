import { expect, test } from 'vitest';
import { OneAtATime } from './one-at-a-time.ts';

/** Work that ends when it is told to, and notes when it begins. */
function workshop() {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve, reject) =>
      ends.set(name, (error) => (error === undefined ? resolve(name) : reject(error))),
    );
  };
  return { begun, work, end: (name: string, error?: Error) => ends.get(name)?.(error) };
}

test('of one key, one at a time and in order, also after a failure', async () => {
  const { begun, work, end } = workshop();
  const turns = new OneAtATime(4);
  const first = turns.do('a', work('1'));
  const second = turns.do('a', work('2'));
  const third = turns.do('a', work('3'));
  await expect.poll(() => begun).toEqual(['1']);
  end('1', new Error('broken'));
  await expect(first).rejects.toThrow('broken');
  await expect.poll(() => begun).toEqual(['1', '2']);
  end('2');
  expect(await second).toBe('2');
  await expect.poll(() => begun).toEqual(['1', '2', '3']);
  end('3');
  expect(await third).toBe('3');
});

test('of many keys a few at once; the place of whoever is done, or has failed, goes to the next', async () => {
  const { begun, work, end } = workshop();
  const turns = new OneAtATime(2);
  const all = ['a', 'b', 'c', 'd'].map((key) => turns.do(key, work(key)));
  await expect.poll(() => begun).toEqual(['a', 'b']);
  end('b', new Error('broken'));
  await expect(all[1]).rejects.toThrow('broken');
  await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
  end('a');
  await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd']) end(name);
  expect(await Promise.all([all[0], all[2], all[3]])).toEqual(['a', 'c', 'd']);
  const last = turns.do('e', work('e'));
  await expect.poll(() => begun.at(-1)).toBe('e');
  end('e');
  expect(await last).toBe('e');
});
