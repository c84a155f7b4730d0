import { describe, expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';

/** A commit whose groups a test lets through one by one. */
function commitOf({
  maxWeight = 100,
  delayMs = 0,
  weigh,
}: {
  maxWeight?: number;
  delayMs?: number;
  weigh?: (item: number) => number;
} = {}) {
  const groups: number[][] = [];
  const waiting: { resolve: (results: string[]) => void; reject: (error: Error) => void }[] = [];
  const commit = new GroupCommit<number, string>({
    flush: (items) => {
      groups.push(items);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    delayMs,
    maxWeight,
    ...(weigh && { weigh }),
  });
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const through = async () => {
    const { resolve } = waiting.shift() as (typeof waiting)[0];
    resolve((groups.at(-1) as number[]).map((item) => `done ${item}`));
    await turn();
  };
  return { commit, groups, waiting, turn, through };
}

describe('a group commit', () => {
  test('commits together what comes in one turn, and gives each its own result', async () => {
    const { commit, groups, turn, through } = commitOf();
    const results = Promise.all([1, 2, 3].map((item) => commit.add(item)));
    expect(commit.backlog).toBe(3);
    await turn();
    expect(commit.backlog).toBe(0);
    await through();
    expect(await results).toEqual(['done 1', 'done 2', 'done 3']);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  test('lets the next group grow while one is under way', async () => {
    const { commit, groups, turn, through } = commitOf();
    const all = [commit.add(1)];
    await turn();
    all.push(commit.add(2));
    await turn();
    all.push(commit.add(3));
    expect(groups).toEqual([[1]]);
    await through();
    expect(groups).toEqual([[1], [2, 3]]);
    await through();
    await Promise.all(all);
  });

  test('cuts a group by weight, but never below one item', async () => {
    const { commit, groups, turn, through } = commitOf({ maxWeight: 10, weigh: (item) => item });
    const all = [4, 6, 1, 50, 9].map((item) => commit.add(item));
    expect(commit.backlog).toBe(70);
    await turn();
    for (let group = 0; group < 4; group++) await through();
    expect(groups).toEqual([[4, 6], [1], [50], [9]]);
    await Promise.all(all);
  });

  test('fails a group as a whole, and goes on with the next', async () => {
    const { commit, waiting, turn, through } = commitOf();
    const failed = Promise.allSettled([commit.add(1), commit.add(2)]);
    await turn();
    const next = commit.add(3);
    waiting.shift()?.reject(new Error('away'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turn();
    await through();
    expect(await next).toBe('done 3');
  });

  test('is drained when nothing waits and nothing is under way', async () => {
    const { commit, turn, through } = commitOf();
    await commit.drain();
    void commit.add(1);
    let drained = false;
    const drain = commit.drain().then(() => {
      drained = true;
    });
    await turn();
    void commit.add(2);
    await through();
    expect(drained).toBe(false);
    await through();
    await drain;
  });

  test('waits for company as long as it is told to', async () => {
    const { commit, groups, through } = commitOf({ delayMs: 5 });
    const first = commit.add(1);
    await new Promise((resolve) => setImmediate(resolve));
    const second = commit.add(2);
    while (groups.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(groups).toEqual([[1, 2]]);
    await through();
    await Promise.all([first, second]);
  });
});
