import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TemporarilyUnavailable } from '#core/accept.ts';
import type { PartId, SubmitOutcome } from '#core/connector.ts';
import { accepted, type Submitted, TestConnector } from './test-connector.ts';
import { openRoom, type Room, requestOf } from './test-room.ts';

type Step =
  | { do: 'send'; texts: number; parts: number; to: number }
  | { do: 'answer'; which: number; kind: SubmitOutcome['kind']; taken: number }
  | { do: 'lose'; connection: 'accept' | 'dispatch' | 'recorder' }
  | { do: 'find' }
  | { do: 'replace connector' }
  | { do: 'lose lease' }
  | { do: 'sweep' }
  | { do: 'wait'; ms: number };

const answerKinds = ['accepted', 'refused', 'throttled', 'retry', 'unsent', 'uncertain'] as const;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      texts: fc.integer({ min: 1, max: 5 }),
      parts: fc.integer({ min: 1, max: 3 }),
      to: fc.nat(2),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(20),
      kind: fc.constantFrom(...answerKinds),
      taken: fc.nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      connection: fc.constantFrom('accept' as const, 'dispatch' as const, 'recorder' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'find' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'replace connector' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'lose lease' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'sweep' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(3) }) },
);

/** Parts that an operator took, or may have taken, by message and part: how often. */
type Deliveries = Map<string, number>;

/** Makes everything go wrong in some order, then lets it all come to rest. */
class Storm {
  readonly deliveries: Deliveries = new Map();
  readonly room: Room;
  connector: TestConnector;
  /** Submits of connectors that are gone. */
  #orphaned: Submitted[] = [];
  #open: Submitted[] = [];
  #seen = 0;
  #sends: Promise<unknown>[] = [];
  answeredOk = 0;

  constructor(room: Room) {
    this.room = room;
    this.connector = room.connector;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const one of steps) await this.#do(one);
    await this.#calm();
  }

  async #do(one: Step): Promise<void> {
    const { room } = this;
    switch (one.do) {
      case 'send':
        this.#send(one.texts, one.parts, one.to);
        return;
      case 'answer':
        await this.#answer(one.which, one.kind, one.taken);
        return;
      case 'lose':
        this.#connections()[one.connection].away = true;
        return;
      case 'find':
        for (const connection of Object.values(this.#connections())) connection.away = false;
        return;
      case 'replace connector':
        this.#renew(() => room.dispatcher.detach(1));
        return;
      case 'lose lease':
        await this.#loseLease();
        return;
      case 'sweep':
        return room.dispatcher.sweep();
      case 'wait':
        room.clock.advance(one.ms * 1000);
        room.dispatcher.pump(1);
        await new Promise((resolve) => setTimeout(resolve, one.ms));
    }
  }

  #connections() {
    const { acceptConnection, dispatchConnection, recorderConnection } = this.room;
    return { accept: acceptConnection, dispatch: dispatchConnection, recorder: recorderConnection };
  }

  #send(texts: number, parts: number, to: number): void {
    const text = parts === 1 ? 'short' : 'x'.repeat(153 * parts - 10);
    const requests = Array.from({ length: texts }, () => requestOf(text, { to: `25471100000${to}` }));
    const sending = this.room.acceptor.accept(this.room.account, requests, null).then(
      (results) => {
        this.answeredOk += results.filter((result) => result.accepted).length;
      },
      (error) => {
        if (!(error instanceof TemporarilyUnavailable)) throw error;
      },
    );
    this.#sends.push(sending);
  }

  async #answer(which: number, kind: SubmitOutcome['kind'], taken: number): Promise<void> {
    for (let looks = 0; looks < 10; looks++) {
      this.#look();
      if (this.#open.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const [submitted] = this.#open.splice(which % Math.max(1, this.#open.length), 1);
    if (submitted) this.#say(submitted, kind, taken);
  }

  #look(): void {
    const { submitted } = this.connector;
    this.#open.push(...submitted.slice(this.#seen));
    this.#seen = submitted.length;
  }

  #say({ sms, answer }: Submitted, kind: SubmitOutcome['kind'], taken: number): void {
    const whole = accepted(sms).ids;
    const ids = kind === 'accepted' ? whole : whole.slice(0, Math.min(taken, whole.length - 1));
    this.#count(sms.messageId, kind === 'uncertain' ? whole : ids);
    switch (kind) {
      case 'accepted':
      case 'unsent':
        return answer({ kind, ids });
      case 'refused':
        return answer({ kind, state: 'rejected', reason: 'no', alert: false, ids });
      case 'throttled':
      case 'uncertain':
        return answer({ kind, reason: 'hm', ids });
      case 'retry':
        return answer({ kind, afterMs: 0, maxAttempts: 4, reason: 'later', ids });
    }
  }

  #count(messageId: string, parts: readonly PartId[]): void {
    for (const { part } of parts) {
      const key = `${messageId} ${part}`;
      this.deliveries.set(key, (this.deliveries.get(key) ?? 0) + 1);
    }
  }

  /** Another connector in the place of this one, whose answers may come still. */
  #renew(end: () => void): void {
    this.#look();
    this.#orphaned.push(...this.#open.splice(0));
    end();
    this.connector = new TestConnector({ window: 4 });
    this.#seen = 0;
    this.room.dispatcher.attach(this.connector);
  }

  async #loseLease(): Promise<void> {
    const { room } = this;
    room.node.mayAct = false;
    await room.pool.query('update mt_queue set owner = null where owner is not null');
    this.#look();
    for (const submitted of this.#open.splice(0)) this.#say(submitted, 'uncertain', 0);
    room.dispatcher.forget();
    room.node.id += 1;
    room.node.mayAct = true;
    this.#renew(() => undefined);
  }

  async #calm(): Promise<void> {
    const { room } = this;
    await this.#do({ do: 'find' });
    await Promise.all(this.#sends);
    for (const submitted of this.#orphaned.splice(0)) this.#say(submitted, 'accepted', 0);
    const deadline = performance.now() + 10_000;
    for (;;) {
      this.#look();
      for (const submitted of this.#open.splice(0)) this.#say(submitted, 'accepted', 0);
      await room.recorder.drain();
      // What was stored under a node that is gone, or by a statement whose answer was lost.
      await room.pool.query('update mt_queue set owner = null where owner <> $1', [room.node.id]);
      await room.dispatcher.returnStrays();
      room.clock.advance(30_000);
      await room.dispatcher.sweep();
      room.dispatcher.pump(1);
      if ((await room.queueRows()).length === 0) return;
      if (performance.now() > deadline)
        throw new Error(`${JSON.stringify(await room.queueRows())} never ended`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}

describe('whatever goes wrong, in whatever order', () => {
  test('every message ends, none is sent twice without a flag, and slots, money and rows add up', {
    timeout: 180_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }), async (steps) => {
        const room = await openRoom({ window: 4, laneLimit: 6 });
        try {
          const storm = new Storm(room);
          await storm.run(steps);
          const messages = await room.rows<{
            id: string;
            state: number;
            possible_duplicate: boolean;
            parts: number;
          }>('select id, state, possible_duplicate, parts from messages');
          expect(messages.length).toBeGreaterThanOrEqual(storm.answeredOk);
          for (const { id, state, possible_duplicate, parts } of messages) {
            expect(state, id).toBeGreaterThanOrEqual(30);
            for (let part = 1; part <= parts; part++) {
              const times = storm.deliveries.get(`${id} ${part}`) ?? 0;
              if (times > 1)
                expect(possible_duplicate, `part ${part} of ${id} went out ${times} times`).toBe(true);
              if (state === 30) expect(times, `part ${part} of ${id}`).toBeGreaterThan(0);
            }
          }
          expect(storm.connector.used).toBe(0);
        } catch (error) {
          // What went wrong first says more than the promises that are broken by it.
          await room.close().catch(() => undefined);
          throw error;
        }
        await room.close();
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});
