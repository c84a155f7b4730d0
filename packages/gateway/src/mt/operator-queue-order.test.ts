import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MtMessage } from './message.ts';
import { testMessage } from './test-message.ts';
import { flush, queueOf } from './test-queue.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const message = (text: string, wish: Partial<MtMessage> = {}) => testMessage({ text, ...wish });

describe('order', () => {
  test('lanes go by urgency, each first in, first out', async () => {
    const { queue, take, connector } = queueOf({ window: 1 });
    take(message('first'));
    for (const [text, lane] of [
      ['bulk', 2],
      ['normal', 1],
      ['otp', 0],
      ['normal 2', 1],
    ] as const)
      take(message(text, { lane }));
    expect(queue.waiting).toBe(4);
    for (let sent = 1; sent < 5; sent++) {
      connector.submitted.at(-1)?.answer({ kind: 'accepted', ids: [] });
      await flush();
    }
    expect(connector.texts).toEqual(['first', 'otp', 'normal', 'normal 2', 'bulk']);
  });

  test('a short message does not overtake a long one to the same number that did not fit', async () => {
    const { queue, connector } = queueOf({ window: 3 });
    const msisdn = '254700000001';
    const long = message('long', { msisdn, parts: 5 });
    const short = message('short', { msisdn });
    for (const one of [long, short]) one.released = queue.place(one).released;
    expect([long.released, short.released]).toEqual([false, false]);
    for (const one of [long, short]) queue.admit(one);
    queue.pump();
    await flush();
    connector.of('long').answer({ kind: 'accepted', ids: [] });
    await flush();
    expect(connector.texts).toEqual(['long', 'short']);
  });

  test('a message does not overtake one to the same number whose release is being noted', async () => {
    let note: (ours: boolean) => void = () => undefined;
    const { queue, take, connector } = queueOf({
      release: () =>
        new Promise((resolve) => {
          note = resolve;
        }),
    });
    const msisdn = '254700000001';
    connector.isUp = false;
    take(message('first', { msisdn }));
    connector.isUp = true;
    queue.pump();
    expect(take(message('other number')).released).toBe(true);
    const second = message('second', { msisdn });
    expect(queue.place(second).released).toBe(false);
    queue.cancel(second, false);
    note(true);
    await flush();
    expect(take(message('third', { msisdn })).released).toBe(true);
    expect(connector.texts).toEqual(['other number', 'first', 'third']);
  });

  test.each(['throttled', 'unsent'] as const)(
    'what was %s goes again in its order, before what waits',
    async (kind) => {
      const { take, connector, say, pass } = queueOf({ window: 3 });
      for (const text of ['1', '2', '3', '4', '5']) take(message(text));
      connector.isUp = false;
      for (const text of ['1', '2', '3']) say(text, kind);
      connector.isUp = true;
      await pass(1000);
      take(message('6'));
      await flush();
      for (const text of ['1', '2', '3']) say(text, 'accepted');
      await flush();
      expect(connector.texts.slice(3)).toEqual(['1', '2', '3', '4', '5', '6']);
    },
  );

  test('of messages to one number holds at their first sending, whatever happens between', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('send' as const), to: fc.nat(2), parts: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('commit' as const) }),
      fc.record({ do: fc.constant('note' as const) }),
      fc.record({
        do: fc.constant('answer' as const),
        which: fc.nat(9),
        as: fc.constantFrom('accepted' as const, 'unsent' as const, 'throttled' as const),
      }),
      fc.record({ do: fc.constant('link' as const) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(1500) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 80, size: 'max' }), async (steps) => {
        const notes: (() => void)[] = [];
        const { queue, connector, pass } = queueOf({
          window: 4,
          throughput: 20,
          release: () => new Promise((resolve) => notes.push(() => resolve(true))),
        });
        const committing: MtMessage[] = [];
        const unanswered = [...connector.submitted];
        let seen = 0;
        for (const one of steps) {
          unanswered.push(...connector.submitted.slice(seen));
          seen = connector.submitted.length;
          if (one.do === 'send') {
            const next = message('m', { msisdn: `25471100000${one.to}`, parts: one.parts });
            next.released = queue.place(next).released;
            committing.push(next);
          } else if (one.do === 'commit') {
            for (const committed of committing.splice(0)) queue.admit(committed);
            queue.pump();
          } else if (one.do === 'note') {
            notes.shift()?.();
          } else if (one.do === 'answer') {
            const [submitted] = unanswered.splice(one.which % Math.max(1, unanswered.length), 1);
            submitted?.answer({ kind: one.as, reason: '', ids: [] });
          } else if (one.do === 'link') {
            connector.isUp = !connector.isUp;
            queue.pump();
          } else {
            await pass(one.ms);
          }
          await flush();
        }
        const firsts = new Map<string, string[]>();
        for (const { sms } of connector.submitted) {
          const sent = firsts.get(sms.msisdn) ?? [];
          if (!sent.includes(sms.messageId)) firsts.set(sms.msisdn, [...sent, sms.messageId]);
        }
        for (const sent of firsts.values()) expect(sent).toEqual(sent.toSorted());
        queue.close();
      }),
      { numRuns: 300 },
    );
  });
});

describe('pauses', () => {
  test('double while the operator asks for them, up to thirty seconds, and begin anew once it takes messages', async () => {
    const { queue, connector, take, pass, say } = queueOf();
    take(message('m'));
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      say('m', 'throttled');
      const before = connector.submitted.length;
      await pass(seconds * 1000 - 1);
      expect(queue.paused).toBe(true);
      expect(connector.submitted).toHaveLength(before);
      await pass(1);
      expect(connector.submitted).toHaveLength(before + 1);
    }
    queue.calm();
    say('m', 'throttled');
    await pass(1000);
    expect(queue.paused).toBe(false);
  });

  test('several answers of one window make one pause', async () => {
    const { connector, take, pass, say } = queueOf();
    for (const text of ['a', 'b', 'c']) take(message(text));
    for (const text of ['a', 'b', 'c']) say(text, 'throttled');
    await pass(1000);
    expect(connector.texts).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });
});

describe('expiry', () => {
  const soon = Date.parse('2026-11-21T10:00:01.000Z');

  test('a message that is late when its turn comes is not sent', async () => {
    const { take, connector, expired, clock, say } = queueOf({ window: 1 });
    take(message('first'));
    take(message('late', { expiresAt: soon }));
    take(message('good'));
    clock.advance(1000);
    say('first', 'accepted');
    await flush();
    expect(expired).toEqual(['late']);
    expect(connector.texts).toEqual(['first', 'good']);
  });

  test.each<[string, (room: ReturnType<typeof queueOf>) => void]>([
    ['the operator is away', ({ connector }) => connector.cut()],
    ['it asked for a pause', ({ queue }) => queue.pause()],
  ])('messages end in time although %s', (_, prepare) => {
    const room = queueOf();
    prepare(room);
    room.take(message('good'));
    room.take(message('late', { expiresAt: soon }));
    room.queue.expire();
    expect(room.expired).toEqual([]);
    room.clock.advance(1000);
    room.queue.expire();
    expect(room.expired).toEqual(['late']);
    expect(room.queue.waiting).toBe(1);
  });
});

describe('rows that wait', () => {
  test('are asked for when their lane is half empty, the most urgent first', () => {
    const { queue, take, room, say } = queueOf({ window: 1, laneLimit: 4 });
    for (const text of ['0', '1', '2', '3', '4', '5']) take(message(text));
    expect(queue.laneWithRoom()).toBeNull();
    say('0', 'accepted');
    expect(room()).toBe(0);
    queue.noteOverflow(0);
    expect(queue.laneWithRoom()).toBe(0);
    queue.refill(0, [], true);
    expect(queue.laneWithRoom()).toBeNull();
  });

  test('of a campaign do not hold up what is urgent', () => {
    const { queue, take } = queueOf({ window: 1, laneLimit: 4 });
    for (const text of ['0', '1', '2', '3', '4', '5']) take(message(text, { lane: 2 }));
    queue.noteOverflow(2);
    expect(take(message('otp', { lane: 0 })).queue).toBe(queue);
  });

  test('the queue says so as outcomes make room', async () => {
    const { queue, take, room, say } = queueOf({ window: 4, laneLimit: 4 });
    for (const text of ['0', '1', '2', '3', '4', '5', '6', '7', '8']) take(message(text));
    expect(queue.waiting).toBe(4);
    say('0', 'accepted');
    await flush();
    expect(room()).toBe(0);
    say('1', 'accepted');
    expect(room()).toBe(1);
  });
});
