import { describe, expect, test } from 'vitest';
import { SentIndex } from './sent-index.ts';
import { testMessage } from './test-message.ts';

function indexOf(limit: number, pending = new Set<string>()) {
  const added: string[] = [];
  const index = new SentIndex(
    limit,
    (id) => pending.has(id),
    (connectorId, key) => added.push(`${connectorId}/${key}`),
  );
  return { index, added };
}

describe('the sent index', () => {
  test('finds a part by connector and id, and tells of each id it learns', () => {
    const { index, added } = indexOf(10);
    const sent = { message: testMessage(), part: 2 };
    index.add(1, 'a1', sent);
    expect(index.find(1, 'a1')).toBe(sent);
    expect(index.find(2, 'a1')).toBeUndefined();
    expect(index.find(1, 'a2')).toBeUndefined();
    expect(added).toEqual(['1/a1']);
    index.remove(1, 'a1');
    expect(index.find(1, 'a1')).toBeUndefined();
  });

  test('forgets the oldest first', () => {
    const { index } = indexOf(3);
    for (const key of ['a', 'b', 'c', 'd', 'e']) index.add(1, key, { message: testMessage(), part: 1 });
    expect(['a', 'b', 'c', 'd', 'e'].filter((key) => index.find(1, key))).toEqual(['c', 'd', 'e']);
    expect(index.size).toBe(3);
  });

  test('keeps what only memory knows, and lets go of it once it is on disk', () => {
    const pending = new Set<string>();
    const { index } = indexOf(2, pending);
    const first = testMessage();
    pending.add(first.id);
    for (const [key, message] of [
      ['a', first],
      ['b', testMessage()],
      ['c', testMessage()],
    ] as const)
      index.add(1, key, { message, part: 1 });
    expect(index.find(1, 'a')).toBeDefined();
    expect(index.size).toBe(3);
    pending.clear();
    index.add(1, 'd', { message: testMessage(), part: 1 });
    expect(index.find(1, 'a')).toBeUndefined();
    expect(index.size).toBe(2);
  });

  test('an id that an operator uses again stands for the newest message', () => {
    const { index } = indexOf(2);
    const newest = { message: testMessage(), part: 1 };
    index.add(1, 'a', { message: testMessage(), part: 1 });
    index.add(1, 'b', { message: testMessage(), part: 1 });
    index.add(1, 'a', newest);
    index.add(1, 'c', { message: testMessage(), part: 1 });
    expect(index.find(1, 'a')).toBe(newest);
    expect(index.find(1, 'b')).toBeUndefined();
  });
});
