import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MtMessage } from './message.ts';
import { testMessage } from './test-message.ts';
import { flush, type QueueWish, queueOf } from './test-queue.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const message = (text: string, wish: Partial<MtMessage> = {}) => testMessage({ text, ...wish });

describe('placing', () => {
  test('a message that can go at once is released by its own commit', () => {
    const { take, connector, released } = queueOf();
    expect(take(message('a'))).toMatchObject({ released: true });
    expect(connector.texts).toEqual(['a']);
    expect(released).toEqual([]);
  });

  test('slots that are promised to commits under way are not promised twice', () => {
    const { queue, connector } = queueOf({ window: 2 });
    const placements = [1, 2, 3].map(() => queue.place(message('x')));
    expect(placements.map((placement) => placement.released)).toEqual([true, true, false]);
    expect(connector.submitted).toEqual([]);
  });

  test.each<[string, QueueWish, (room: ReturnType<typeof queueOf>) => void, Partial<MtMessage>]>([
    ['there is too little room for all its parts', { window: 2 }, () => undefined, { parts: 3 }],
    ['the link is down', {}, ({ connector }) => connector.cut(), {}],
    ['the operator asked for a pause', {}, ({ queue }) => queue.pause(), {}],
    ['this node may not act', { mayAct: () => false }, () => undefined, {}],
    ['the rate is used up', { throughput: 1 }, ({ take }) => void take(message('first')), {}],
    ['others wait', { window: 1 }, ({ take }) => void [take(message('1')), take(message('2'))], { lane: 0 }],
  ])('a message is held unreleased while %s', (_, wish, prepare, of) => {
    const room = queueOf(wish);
    prepare(room);
    expect(room.queue.place(message('late', of))).toEqual({ queue: room.queue, released: false });
  });

  test('a full lane overflows to rows, and stays so until its rows have been taken', async () => {
    const { queue, take, connector } = queueOf({ window: 1, laneLimit: 3 });
    const placed = Array.from({ length: 6 }, (_, index) => take(message(String(index))));
    expect(placed.map(({ queue: held }) => held !== null)).toEqual([true, true, true, true, false, false]);
    expect(queue.overflowing).toBe(true);
    expect(take(message('urgent', { lane: 0 })).queue).toBe(queue);
    for (const text of ['0', 'urgent', '1']) {
      connector.of(text).answer({ kind: 'accepted', ids: [] });
      await flush();
    }
    expect(take(message('still')).queue).toBeNull();
    queue.refill(1, [], true);
    expect(take(message('now')).queue).toBe(queue);
  });

  test('messages whose commit is under way count towards the limit', () => {
    const { queue } = queueOf({ window: 1, laneLimit: 2 });
    expect([1, 2, 3].map(() => queue.place(message('x')).queue !== null)).toEqual([true, true, false]);
  });

  test('a commit that fails gives back its slot and its token', async () => {
    const { queue, take, connector } = queueOf({ window: 1, throughput: 1 });
    const lost = message('lost');
    expect(queue.place(lost)).toMatchObject({ released: true });
    take(message('waits'));
    await flush();
    expect(connector.texts).toEqual([]);
    queue.cancel(lost, true);
    await flush();
    expect(connector.texts).toEqual(['waits']);
  });

  test('a commit that fails lets later messages to the same number go at once again', () => {
    const { queue, connector } = queueOf();
    const lost = message('lost', { msisdn: '254700000001' });
    connector.isUp = false;
    queue.place(lost);
    connector.isUp = true;
    const next = message('next', { msisdn: '254700000001' });
    expect(queue.place(next).released).toBe(false);
    queue.cancel(next, false);
    queue.cancel(lost, false);
    expect(queue.place(next).released).toBe(true);
  });
});

describe('sending', () => {
  test('a message that waited is written only after its row says so', async () => {
    const notes: ((ours: boolean) => void)[] = [];
    const { queue, take, connector } = queueOf({
      window: 2,
      release: () => new Promise((resolve) => notes.push(resolve)),
    });
    connector.isUp = false;
    for (const text of ['a', 'b', 'c']) take(message(text));
    connector.isUp = true;
    queue.pump();
    await flush();
    expect(connector.texts).toEqual([]);
    expect(notes).toHaveLength(2);
    for (const note of notes) note(true);
    await flush();
    expect(connector.texts).toEqual(['a', 'b']);
    expect(queue.inFlight).toBe(2);
    expect(queue.waiting).toBe(1);
  });

  test('a message another node has taken is forgotten, and the next one goes', async () => {
    const { queue, connector, take } = queueOf({ window: 1, release: async (id) => id !== gone.id });
    const gone = message('gone');
    connector.isUp = false;
    take(gone);
    take(message('next'));
    connector.isUp = true;
    queue.pump();
    await flush();
    expect(connector.texts).toEqual(['next']);
    expect(queue.waiting).toBe(0);
  });

  test('while the database is away, messages wait in order and are tried again', async () => {
    let away = true;
    const { queue, connector, take, pass } = queueOf({
      release: async () => {
        if (away) throw new Error('the database is away');
        return true;
      },
    });
    connector.isUp = false;
    for (const text of ['a', 'b', 'c']) take(message(text));
    connector.isUp = true;
    queue.pump();
    await pass(1000);
    expect(connector.texts).toEqual([]);
    expect(queue.waiting).toBe(3);
    away = false;
    await pass(200);
    expect(connector.texts).toEqual(['a', 'b', 'c']);
  });

  test('the rate counts parts, and is waited for', async () => {
    const { take, connector, pass } = queueOf({ throughput: 2, window: 100 });
    take(message('long', { parts: 4 }));
    for (const text of ['b', 'c']) take(message(text));
    await flush();
    expect(connector.texts).toEqual(['long']);
    await pass(1400);
    expect(connector.texts).toEqual(['long']);
    await pass(200);
    expect(connector.texts).toEqual(['long', 'b']);
    await pass(500);
    expect(connector.texts).toEqual(['long', 'b', 'c']);
  });

  test('a long message takes as many slots as it has parts left, and gives back as many', () => {
    const { take, connector, say } = queueOf({ window: 10 });
    take(message('long', { parts: 4, partsDone: [1] }));
    expect(connector.used).toBe(3);
    expect(() => say('long', 'accepted')).toThrow(/never taken/);
  });

  test('nothing is sent without the lease, and it is asked again', async () => {
    let mayAct = false;
    const { take, connector, pass } = queueOf({ mayAct: () => mayAct });
    take(message('a'));
    await pass(1000);
    expect(connector.texts).toEqual([]);
    mayAct = true;
    await pass(200);
    expect(connector.texts).toEqual(['a']);
  });

  test('a pause that begins between the commit and its hand-over holds the message back', async () => {
    const { queue, connector, pass } = queueOf();
    const late = message('late');
    late.released = queue.place(late).released;
    queue.pause();
    queue.admit(late);
    await flush();
    expect(connector.texts).toEqual([]);
    await pass(1000);
    expect(connector.texts).toEqual(['late']);
  });

  test('a lease lost between the commit and its hand-over holds the message back', () => {
    let mayAct = true;
    const { queue, connector } = queueOf({ mayAct: () => mayAct });
    const late = message('late');
    late.released = queue.place(late).released;
    mayAct = false;
    queue.admit(late);
    expect(late.released).toBe(true);
    expect(connector.texts).toEqual([]);
    expect(queue.waiting).toBe(1);
  });
});

describe('closing', () => {
  test('gives up what was not handed to the connector, what came back first', async () => {
    const { queue, take, say, connector } = queueOf({ window: 1 });
    for (const text of ['a', 'b', 'c']) take(message(text));
    connector.isUp = false;
    say('a', 'unsent');
    expect(queue.close().map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(queue.close()).toEqual([]);
  });

  test('what comes later has no home: outcomes, commits, releases and rows', async () => {
    let note: (ours: boolean) => void = () => undefined;
    const { queue, take, connector, homeless, say } = queueOf({
      window: 3,
      release: () =>
        new Promise((resolve) => {
          note = resolve;
        }),
    });
    take(message('in flight'));
    const committing = message('committing');
    committing.released = queue.place(committing).released;
    connector.isUp = false;
    const unreleased = message('committing unreleased');
    unreleased.released = queue.place(unreleased).released;
    take(message('releasing'));
    connector.isUp = true;
    queue.pump();
    queue.close();
    say('in flight', 'unsent');
    queue.admit(committing);
    queue.admit(unreleased);
    queue.refill(1, [message('from its row')], false);
    note(true);
    await flush();
    expect(homeless).toEqual([
      'in flight',
      'committing',
      'committing unreleased',
      'from its row',
      'releasing',
    ]);
    expect(connector.texts).toEqual(['in flight']);
    expect(queue.waiting).toBe(0);
    expect(queue.laneWithRoom()).toBeNull();
    expect(queue.place(message('new')).queue).toBeNull();
  });
});
