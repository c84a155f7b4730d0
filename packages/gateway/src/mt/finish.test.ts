import { describe, expect, test } from 'vitest';
import type { SubmitOutcome } from '#core/connector.ts';
import { createLog } from '#core/log.ts';
import { messageState } from '#core/message-state.ts';
import { TestClock } from '#core/test-clock.ts';
import { expire, finish } from './finish.ts';
import type { KnownMessage, MtMessage } from './message.ts';
import { OperatorQueue } from './operator-queue.ts';
import type { Change, MessageRecorder } from './recorder.ts';
import { SentIndex } from './sent-index.ts';
import { TestConnector } from './test-connector.ts';
import { testMessage } from './test-message.ts';

const clock = new TestClock();

/** One message in flight, and what is written of it: `onDisk` lets the writing succeed. */
function inFlight(wish: Partial<MtMessage> = {}, failsWhenUncertain = false) {
  const changes: Change[] = [];
  const putBacks: { delayMs: number; reason: string; attempts: number }[] = [];
  const events: string[] = [];
  const gone: string[] = [];
  const waiting: (() => void)[] = [];
  const recorder = {
    record: (_: KnownMessage, change: Change, onDisk: () => void) => {
      changes.push(change);
      waiting.push(onDisk);
    },
    putBack: ({ attempts }: KnownMessage, delayMs: number, reason: string, onDisk: () => void) => {
      putBacks.push({ delayMs, reason, attempts });
      waiting.push(onDisk);
    },
    note: ({ kind, detail }: { kind: string; detail: string }) => events.push(`${kind}: ${detail}`),
  } as unknown as MessageRecorder;
  const sent = new SentIndex(
    10,
    () => false,
    () => undefined,
  );
  const deps = {
    recorder,
    sent,
    clock,
    log: createLog('silent'),
    failsWhenUncertain: () => failsWhenUncertain,
    onGone: (id: string) => gone.push(id),
  };
  const connector = new TestConnector({ window: 20 });
  const queue: OperatorQueue = new OperatorQueue(connector, {
    clock,
    release: async () => true,
    onOutcome: (message, outcome, from) => finish(deps, message, outcome, from),
    onExpired: (message) => expire(deps, message),
    onHomeless: () => undefined,
    onRoom: () => undefined,
    mayAct: () => true,
    laneLimit: 10,
  });
  const message = testMessage({ text: 'hello', ...wish });
  message.released = queue.place(message).released;
  queue.admit(message);
  const answer = (outcome: SubmitOutcome) => {
    connector.isUp = false;
    connector.of('hello').answer(outcome);
  };
  const onDisk = () => {
    for (const done of waiting.splice(0)) done();
  };
  return { message, answer, onDisk, changes, putBacks, events, gone, sent, connector, queue };
}

const id = (part: number) => ({ part, operatorId: `0A${part}` });

describe('an outcome', () => {
  test('accepted: submitted, with its ids, out of the queue; slots are free when that is on disk', () => {
    const { message, answer, onDisk, changes, gone, sent, connector } = inFlight({ parts: 2 });
    answer({ kind: 'accepted', ids: [id(1), id(2)] });
    expect(changes).toEqual([
      {
        state: messageState.submitted,
        reason: '',
        submitted: true,
        ids: [id(1), id(2)],
        dequeue: true,
        proven: false,
      },
    ]);
    expect(sent.find(1, 'a2')).toMatchObject({ message, part: 2 });
    expect(message).toMatchObject({ text: '', attempts: 1, receiptsDue: 2 });
    expect([connector.used, gone]).toEqual([2, []]);
    onDisk();
    expect([connector.used, gone]).toEqual([0, [message.id]]);
  });

  test('accepted without an id: nothing to match receipts by', () => {
    const { answer, sent } = inFlight();
    answer({ kind: 'accepted', ids: [{ part: 1, operatorId: '' }] });
    expect(sent.size).toBe(0);
  });

  test('refused: final with the reason of the operator, and with ids of parts it took before', () => {
    const { message, answer, onDisk, changes, connector, gone } = inFlight({ parts: 3 });
    answer({ kind: 'refused', state: 'blacklisted', reason: 'ESME_RINVSRCADR', alert: true, ids: [id(1)] });
    expect(changes).toEqual([
      {
        state: messageState.blacklisted,
        reason: 'ESME_RINVSRCADR',
        submitted: false,
        ids: [id(1)],
        dequeue: true,
        proven: false,
      },
    ]);
    onDisk();
    expect([connector.used, gone]).toEqual([0, [message.id]]);
  });

  test('throttled: the connector pauses, the message waits at the front, uncounted', () => {
    const { message, answer, queue, connector, changes, gone } = inFlight();
    answer({ kind: 'throttled', reason: 'ESME_RTHROTTLED', ids: [] });
    expect([queue.paused, queue.waiting, connector.used]).toEqual([true, 1, 0]);
    expect(message).toMatchObject({ attempts: 0, released: true, possibleDuplicate: false });
    expect([changes, gone]).toEqual([[], []]);
  });

  test('throttled within a long message: parts taken are kept and not sent again, and all its slots are given back', () => {
    const { message, answer, queue, connector, changes, sent } = inFlight({ parts: 4 });
    answer({ kind: 'throttled', reason: '', ids: [id(1), id(2)] });
    expect(connector.used).toBe(0);
    expect(message.partsDone).toEqual([1, 2]);
    expect(changes).toMatchObject([{ state: messageState.queued, ids: [id(1), id(2)], dequeue: false }]);
    expect(sent.find(1, 'a1')).toBeDefined();
    connector.isUp = true;
    clock.advance(1000);
    queue.pump();
    expect(connector.submitted[1]?.sms).toMatchObject({ parts: 4, partsDone: [1, 2] });
    expect(connector.used).toBe(2);
    connector.submitted[1]?.answer({ kind: 'accepted', ids: [id(3), id(4)] });
    expect(message.receiptsDue).toBe(4);
  });

  test('unsent: goes first again, uncounted and not in doubt', () => {
    const { message, answer, queue, connector } = inFlight();
    answer({ kind: 'unsent', ids: [] });
    expect([queue.paused, queue.waiting, connector.used]).toEqual([false, 1, 0]);
    expect(message).toMatchObject({ attempts: 0, possibleDuplicate: false });
  });

  test('retry: back into its row, counted; slots are free when that is on disk', () => {
    const { message, answer, onDisk, putBacks, connector, gone, queue } = inFlight({ parts: 2 });
    answer({ kind: 'retry', afterMs: 30_000, maxAttempts: 5, reason: 'ESME_RSYSERR', ids: [id(1)] });
    expect(putBacks).toEqual([{ delayMs: 30_000, reason: 'ESME_RSYSERR', attempts: 1 }]);
    expect([queue.waiting, connector.used]).toEqual([0, 2]);
    onDisk();
    expect([connector.used, gone]).toEqual([0, [message.id]]);
  });

  test('retry for the last time: rejected with the reason of the operator', () => {
    const { answer, changes, putBacks } = inFlight({ attempts: 4 });
    answer({ kind: 'retry', afterMs: 30_000, maxAttempts: 5, reason: 'ESME_RSYSERR', ids: [] });
    expect(changes).toMatchObject([{ state: messageState.rejected, reason: 'ESME_RSYSERR', dequeue: true }]);
    expect(putBacks).toEqual([]);
  });

  test('retry later than the message is worth: expired', () => {
    const { answer, changes } = inFlight({ expiresAt: clock.now() + 29_999 });
    answer({ kind: 'retry', afterMs: 30_000, maxAttempts: 5, reason: 'ESME_RSYSERR', ids: [] });
    expect(changes).toMatchObject([{ state: messageState.expired, reason: 'Validity period exceeded' }]);
  });

  test('uncertain: goes first again, flagged and told, and asks its row before it does', () => {
    const { message, answer, queue, events, connector } = inFlight();
    answer({ kind: 'uncertain', reason: 'No answer in 60 s', ids: [] });
    expect([queue.waiting, connector.used]).toEqual([1, 0]);
    expect(message).toMatchObject({ attempts: 1, possibleDuplicate: true, released: false });
    expect(events).toEqual(['uncertain: No answer in 60 s']);
  });

  test.each([
    ['its owner would rather lose it', {}, true],
    ['it was uncertain ten times', { attempts: 9 }, false],
  ])('uncertain, and %s: rejected', (_, wish, fails) => {
    const { answer, changes, queue } = inFlight(wish, fails);
    answer({ kind: 'uncertain', reason: 'Link lost', ids: [] });
    expect(changes).toMatchObject([{ state: messageState.rejected, reason: 'Link lost', dequeue: true }]);
    expect(queue.waiting).toBe(0);
  });

  test('a message that waited too long ends as expired and is gone when that is on disk', () => {
    const { message, answer, queue, changes, gone, onDisk } = inFlight({ expiresAt: clock.now() + 1000 });
    answer({ kind: 'unsent', ids: [] });
    clock.advance(1000);
    queue.expire();
    expect(changes).toMatchObject([
      { state: messageState.expired, reason: 'Validity period exceeded', dequeue: true },
    ]);
    expect(gone).toEqual([]);
    onDisk();
    expect(gone).toEqual([message.id]);
  });
});
