import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '#core/clock.ts';
import {
  type Connector,
  type ConnectorSink,
  type InboundMo,
  type InboundReceipt,
  type OutboundSms,
  type PartId,
  partsToSend,
  type SubmitOutcome,
  type UssdReplyFate,
} from '#core/connector.ts';
import type { SmsConnectorRow } from '#core/directory.ts';
import type { UssdEvent, UssdReply } from '#core/ussd.ts';
import type { ConnectorLog } from './log.ts';
import { createConnector } from './registry.ts';

/** How an operator answers the parts that come from now on. `silent` takes a part and says nothing. */
export type OperatorMood = 'accepts' | 'refuses' | 'throttles' | 'is busy' | 'is silent';

/** A part as the operator took it. */
export type TakenPart = {
  readonly operatorId: string;
  readonly msisdn: string;
  readonly sender: string;
  readonly text: string;
  readonly flash: boolean;
};

/** An operator that speaks a connector's language, for the cases every connector must pass. */
export type TestOperator = {
  /** Reaches this operator; the window holds `window` parts, an answer is waited for `responseTimeoutMs`. */
  settings(options: { window: number; responseTimeoutMs: number }): Readonly<Record<string, unknown>>;
  mood: OperatorMood;
  /** Parts in the order they came, answered or not. */
  readonly taken: readonly TakenPart[];
  /** Answers the parts left in silence, as accepted. */
  answerNow(): void;
  /** Sends a receipt; resolves with whether the gateway took it, false when it asks for a repetition. */
  sendReceipt(
    operatorId: string,
    msisdn: string,
    word: 'delivered' | 'failed' | 'on its way',
  ): Promise<boolean>;
  sendMo(mo: { from: string; to: string; text: string }): Promise<boolean>;
  dropLinks(): void;
  close(): Promise<void>;
};

const WINDOW = 4;
export const silentLog: ConnectorLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A sink that remembers, and stores as told. */
export class RecordingSink implements ConnectorSink {
  readonly receipts: InboundReceipt[] = [];
  readonly mos: InboundMo[] = [];
  readonly lateAnswers: { messageId: string; id: PartId }[] = [];
  readonly hops: UssdEvent[] = [];
  readonly replyFates: UssdReplyFate[] = [];
  changes = 0;
  /** Replies to a hop of a USSD session. */
  answer: (event: UssdEvent) => Promise<UssdReply | null> = () => Promise.resolve(null);
  store: () => Promise<void> = () => Promise.resolve();

  onReceipt(receipt: InboundReceipt): Promise<void> {
    this.receipts.push(receipt);
    return this.store();
  }
  onMo(mo: InboundMo): Promise<void> {
    this.mos.push(mo);
    return this.store();
  }
  onLateAnswer(messageId: string, id: PartId): void {
    this.lateAnswers.push({ messageId, id });
  }
  onChange(): void {
    this.changes++;
  }
  onUssd(event: UssdEvent): Promise<UssdReply | null> {
    this.hops.push(event);
    return this.answer(event);
  }
  onUssdReply(fate: UssdReplyFate): void {
    this.replyFates.push(fate);
  }
}

/** A message for tests; its id ends in its number. */
export function testSms(number: number, overrides: Partial<OutboundSms> = {}): OutboundSms {
  return {
    messageId: `019355f0-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    msisdn: `2547000${String(number).padStart(5, '0')}`,
    sender: 'TIARA',
    text: `Message ${number}`,
    flash: false,
    parts: 1,
    expiresAt: null,
    partsDone: [],
    ...overrides,
  };
}

/** Submits; checks that `done` comes once and not before `submit` has returned. */
export function submit(connector: Connector, sms: OutboundSms): Promise<SubmitOutcome> {
  let returned = false;
  let calls = 0;
  const outcome = new Promise<SubmitOutcome>((resolve, reject) => {
    connector.submit(sms, (result) => {
      calls++;
      if (!returned) reject(new Error('done was called before submit returned'));
      if (calls > 1) throw new Error(`done was called ${calls} times`);
      resolve(result);
    });
  });
  returned = true;
  return outcome;
}

/** The cases every connector must pass, against an operator that speaks its language. */
export function testConnectorContract(
  kind: SmsConnectorRow['kind'],
  openOperator: () => Promise<TestOperator>,
): void {
  describe(`the connector contract, ${kind}`, () => {
    let operator: TestOperator;
    let sink: RecordingSink;
    let connector: Connector;
    let opened: Connector[];

    function open(responseTimeoutMs = 60_000): Connector {
      const settings = operator.settings({ window: WINDOW, responseTimeoutMs });
      const row: SmsConnectorRow = {
        id: 7,
        name: 'under-test',
        kind,
        enabled: true,
        statusFamily: 'smpp',
        throughput: 50,
        settings,
      };
      const created = createConnector(row, sink, systemClock, silentLog);
      opened.push(created);
      return created;
    }
    async function bind(responseTimeoutMs?: number): Promise<void> {
      connector = open(responseTimeoutMs);
      connector.start();
      await vi.waitFor(() => expect(connector.window()).toBe(WINDOW));
    }
    const taken = (count: number) => vi.waitFor(() => expect(operator.taken).toHaveLength(count));

    beforeEach(async () => {
      opened = [];
      sink = new RecordingSink();
      operator = await openOperator();
    });
    afterEach(async () => {
      await Promise.all(opened.map((created) => created.stop(0)));
      await operator.close();
    });

    test('says who it is', () => {
      expect(open()).toMatchObject({ id: 7, name: 'under-test', statusFamily: 'smpp', throughput: 50 });
    });

    test('binds, tells so, and shows its binds', async () => {
      await bind();
      expect(sink.changes).toBeGreaterThan(0);
      expect(connector.free()).toBe(WINDOW);
      expect(connector.binds()).toMatchObject([{ phase: 'bound', windowUsed: 0, window: WINDOW }]);
    });

    test('has no room before it is bound, and sends nothing', async () => {
      connector = open();
      expect([connector.window(), connector.free()]).toEqual([0, 0]);
      expect(await submit(connector, testSms(1))).toEqual({ kind: 'unsent', ids: [] });
    });

    test('an accepted message has the id the operator gave it', async () => {
      await bind();
      const outcome = await submit(connector, testSms(1, { text: 'Habari €5 {x}' }));
      expect(operator.taken).toMatchObject([
        { msisdn: '254700000001', sender: 'TIARA', text: 'Habari €5 {x}', flash: false },
      ]);
      expect(outcome).toEqual({
        kind: 'accepted',
        ids: [{ part: 1, operatorId: operator.taken[0]?.operatorId }],
      });
    });

    test.each([
      ['refuses', { kind: 'refused', state: 'rejected', reason: expect.stringMatching(/./), ids: [] }],
      ['throttles', { kind: 'throttled', ids: [] }],
      ['is busy', { kind: 'retry', afterMs: expect.any(Number), maxAttempts: expect.any(Number), ids: [] }],
    ] as const)('when the operator %s', async (mood, expected) => {
      await bind();
      operator.mood = mood;
      expect(await submit(connector, testSms(1))).toMatchObject(expected);
    });

    test('the window frees when the outcome is on disk, not when the answer is there', async () => {
      await bind();
      for (const number of [1, 2, 3]) await submit(connector, testSms(number));
      expect(connector.free()).toBe(1);
      connector.release(2);
      expect(connector.free()).toBe(3);
      connector.release(1);
      expect(connector.free()).toBe(WINDOW);
    });

    test('a long message goes out whole and in order, and is one outcome', async () => {
      await bind();
      const text = Array.from({ length: 60 }, (_, index) => `word-${index}`).join(' ');
      const sms = testSms(1, { text, parts: 4 });
      const outcome = await submit(connector, sms);
      expect(outcome.kind).toBe('accepted');
      expect(outcome.ids.map(({ part }) => part)).toEqual([1, 2, 3, 4]);
      expect(outcome.ids.map(({ operatorId }) => operatorId)).toEqual(
        operator.taken.map((part) => part.operatorId),
      );
      expect(operator.taken.map((part) => part.text).join('')).toBe(text);
      expect(connector.free()).toBe(WINDOW - 4);
    });

    test('a message of more parts than the window goes out all the same', async () => {
      await bind();
      const sms = testSms(1, { text: 'y'.repeat(153 * 7), parts: 7 });
      const outcome = await submit(connector, sms);
      expect(outcome.ids.map(({ part }) => part)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(connector.free()).toBe(0);
      connector.release(partsToSend(sms));
      expect(connector.free()).toBe(WINDOW);
    });

    test('parts taken earlier are not sent again', async () => {
      await bind();
      const sms = testSms(1, {
        text: `${'a'.repeat(153)}${'b'.repeat(153)}ccc`,
        parts: 3,
        partsDone: [1, 3],
      });
      const outcome = await submit(connector, sms);
      expect(operator.taken.map((part) => part.text)).toEqual(['b'.repeat(153)]);
      expect(outcome).toMatchObject({ kind: 'accepted', ids: [{ part: 2 }] });
      expect(connector.free()).toBe(WINDOW - 1);
    });

    test('messages keep their order', async () => {
      await bind();
      const numbers = [1, 2, 3, 4];
      await Promise.all(numbers.map((number) => submit(connector, testSms(number))));
      expect(operator.taken.map((part) => part.text)).toEqual(numbers.map((number) => `Message ${number}`));
    });

    test('a flash message is one where the operator has them', async () => {
      await bind();
      await submit(connector, testSms(1, { flash: true }));
      expect(operator.taken[0]?.flash).toBe(connector.supportsFlash);
    });

    test('what was written when the link dropped is uncertain, what was not is unsent', async () => {
      await bind();
      operator.mood = 'is silent';
      const written = [1, 2].map((number) => submit(connector, testSms(number)));
      const long = submit(connector, testSms(3, { text: 'z'.repeat(153 * 5), parts: 5 }));
      await taken(4);
      operator.dropLinks();
      for (const outcome of await Promise.all(written)) expect(outcome.kind).toBe('uncertain');
      expect((await long).kind).toBe('uncertain');
      expect(connector.binds()).not.toMatchObject([{ phase: 'bound' }]);
    });

    test('after a dropped link it binds again, and what is not on disk still holds its slots', async () => {
      await bind();
      operator.mood = 'is silent';
      const lost = submit(connector, testSms(1));
      await taken(1);
      operator.dropLinks();
      await lost;
      operator.mood = 'accepts';
      await vi.waitFor(() => expect(connector.window()).toBe(WINDOW), { timeout: 10_000 });
      expect(connector.free()).toBe(WINDOW - 1);
      connector.release(1);
      expect((await submit(connector, testSms(2))).kind).toBe('accepted');
    });

    test('an answer that does not come is uncertain; one that comes late tells the id', async () => {
      await bind(200);
      operator.mood = 'is silent';
      const sms = testSms(1);
      expect((await submit(connector, sms)).kind).toBe('uncertain');
      operator.answerNow();
      const operatorId = operator.taken[0]?.operatorId;
      await vi.waitFor(() =>
        expect(sink.lateAnswers).toEqual([{ messageId: sms.messageId, id: { part: 1, operatorId } }]),
      );
    });

    test.each([
      ['delivered', { kind: 'final', state: 'delivered' }],
      ['failed', { kind: 'final', state: 'undeliverable' }],
      ['on its way', { kind: 'enroute' }],
    ] as const)('a receipt: %s', async (word, outcome) => {
      await bind();
      expect(await operator.sendReceipt('id-1', '254700000001', word)).toBe(true);
      expect(sink.receipts).toMatchObject([
        { connectorId: 7, operatorIds: expect.arrayContaining(['id-1']), msisdn: '254700000001', outcome },
      ]);
    });

    test('an MO', async () => {
      await bind();
      expect(await operator.sendMo({ from: '254700000001', to: '20166', text: 'JOIN €' })).toBe(true);
      expect(sink.mos).toMatchObject([
        { connectorId: 7, from: '254700000001', to: '20166', text: 'JOIN €', concat: null },
      ]);
    });

    test('the operator hears back only when its delivery is on disk', async () => {
      await bind();
      let toDisk = () => {};
      sink.store = () =>
        new Promise((resolve) => {
          toDisk = resolve;
        });
      let heard = false;
      const told = operator.sendMo({ from: '254700000001', to: '20166', text: 'x' }).then((took) => {
        heard = true;
        return took;
      });
      await vi.waitFor(() => expect(sink.mos).toHaveLength(1));
      // A whole round trip later there is still no answer.
      await submit(connector, testSms(1));
      expect(heard).toBe(false);
      toDisk();
      expect(await told).toBe(true);
    });

    test('the operator is asked to repeat what could not be stored', async () => {
      await bind();
      sink.store = () => Promise.reject(new Error('the disk is full'));
      expect(await operator.sendReceipt('id-1', '254700000001', 'delivered')).toBe(false);
      expect(await operator.sendMo({ from: '254700000001', to: '20166', text: 'x' })).toBe(false);
    });

    test('stopping takes nothing more and waits for answers', async () => {
      await bind();
      operator.mood = 'is silent';
      const pending = submit(connector, testSms(1));
      await taken(1);
      const stopped = connector.stop(10_000);
      expect(connector.free()).toBe(0);
      expect(await submit(connector, testSms(2))).toEqual({ kind: 'unsent', ids: [] });
      operator.answerNow();
      expect((await pending).kind).toBe('accepted');
      await stopped;
      expect(connector.binds()).toMatchObject([{ phase: 'stopped' }]);
    });

    test('stopping does not wait for ever', async () => {
      await bind();
      operator.mood = 'is silent';
      const pending = submit(connector, testSms(1));
      await taken(1);
      await connector.stop(20);
      expect((await pending).kind).toBe('uncertain');
    });

    test('cut off, it settles what it holds and tells nothing more', async () => {
      await bind();
      operator.mood = 'is silent';
      const pending = submit(connector, testSms(1));
      await taken(1);
      const { changes } = sink;
      connector.cut();
      expect((await pending).kind).toBe('uncertain');
      expect([connector.window(), connector.free()]).toEqual([0, 0]);
      expect(await submit(connector, testSms(2))).toEqual({ kind: 'unsent', ids: [] });
      expect(sink.changes).toBe(changes);
      expect(operator.taken).toHaveLength(1);
    });
  });
}
