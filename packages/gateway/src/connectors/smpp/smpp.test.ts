import { CommandStatus } from '@ujumbe/smpp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '#core/clock.ts';
import type { Connector, SubmitOutcome } from '#core/connector.ts';
import type { ConnectorRow } from '#core/directory.ts';
import { RecordingSink, silentLog, submit, testConnectorContract, testSms } from '../contract-suite.ts';
import type { ConnectorLog } from '../log.ts';
import { createSmppConnector } from './smpp.ts';
import { TestSmsc } from './test-smsc.ts';

type BindOptions = { window?: number; responseTimeoutMs?: number; log?: ConnectorLog };

testConnectorContract('smpp', () => TestSmsc.open());

describe('the SMPP connector', () => {
  let smsc: TestSmsc;
  let sink: RecordingSink;
  let connector: Connector;
  const opened: Connector[] = [];

  async function bind(
    settings: Record<string, unknown> = {},
    { window = 4, responseTimeoutMs = 60_000, log = silentLog }: BindOptions = {},
  ): Promise<void> {
    const row: ConnectorRow = {
      id: 7,
      name: 'under-test',
      kind: 'smpp',
      enabled: true,
      statusFamily: 'smpp',
      throughput: 0,
      settings: { ...smsc.settings({ window, responseTimeoutMs }), ...settings },
    };
    connector = createSmppConnector(row, sink, systemClock, log);
    opened.push(connector);
    connector.start();
    const expected = settings.bindMode === 'receiver' ? 0 : window * Number(settings.sessions ?? 1);
    await vi.waitFor(() => expect(connector.window()).toBe(expected));
  }
  const submits = (count: number) => vi.waitFor(() => expect(smsc.submits).toHaveLength(count));

  beforeEach(async () => {
    sink = new RecordingSink();
    smsc = await TestSmsc.open();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((created) => created.stop(0)));
    await smsc.close();
  });

  test('names what is wrong with its settings', () => {
    expect(() => bindRow({ port: 0, systemID: 'x' })).toThrow(
      /connector broken .* systemID is not a setting/,
    );
  });

  test('transmitter and receiver are two binds of one session', async () => {
    await bind({ bindMode: 'tx+rx' });
    await vi.waitFor(() =>
      expect(smsc.sessions.map(({ state }) => state).sort()).toEqual(['bound_rx', 'bound_tx']),
    );
    expect(connector.binds()).toMatchObject([
      { name: 'tx 1', window: 4 },
      { name: 'rx 1', window: 0 },
    ]);
    expect((await submit(connector, testSms(1))).kind).toBe('accepted');
    expect(await smsc.sendReceipt('id-1', '254700000001', 'delivered')).toBe(true);
  });

  test('a receiver alone has no room', async () => {
    await bind({ bindMode: 'receiver' });
    await vi.waitFor(() => expect(connector.binds()).toMatchObject([{ phase: 'bound' }]));
    expect(connector.free()).toBe(0);
  });

  test('several sessions share the load, a long message stays on one', async () => {
    await bind({ sessions: 2 });
    smsc.mood = 'is silent';
    const text = 'a'.repeat(153 * 3);
    const outcomes = [1, 2].map((number) => submit(connector, testSms(number, { text, parts: 3 })));
    await submits(6);
    expect(connector.binds().map(({ windowUsed }) => windowUsed)).toEqual([3, 3]);
    smsc.answerNow();
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
  });

  test('parts behind a refused one stay unsent', async () => {
    await bind({}, { window: 1 });
    smsc.answer = (_, count) => (count === 2 ? CommandStatus.ESME_RTHROTTLED : 0);
    const outcome = await submit(connector, testSms(1, { text: 'a'.repeat(153 * 4), parts: 4 }));
    expect(outcome).toEqual({
      kind: 'throttled',
      reason: 'ESME_RTHROTTLED',
      ids: [{ part: 1, operatorId: 'id-1' }],
    });
    expect(smsc.submits).toHaveLength(2);
  });

  test('all parts carry one reference, also those of a second attempt', async () => {
    await bind();
    const sms = testSms(0x12a, { text: 'a'.repeat(153 * 3), parts: 3 });
    smsc.answer = (_, count) => (count === 3 ? CommandStatus.ESME_RSYSERR : 0);
    const first = await submit(connector, sms);
    expect(first).toMatchObject({ kind: 'retry', ids: [{ part: 1 }, { part: 2 }] });
    expect(await submit(connector, { ...sms, partsDone: [1, 2] })).toMatchObject({ kind: 'accepted' });
    const headers = smsc.submits.map(({ shortMessage }) => shortMessage.subarray(0, 6).toString('hex'));
    expect(headers).toEqual(['0500032a0301', '0500032a0302', '0500032a0303', '0500032a0303']);
  });

  test('a session the operator does not know is bound anew, the message waits', async () => {
    await bind();
    const [before] = smsc.sessions;
    smsc.answer = () => CommandStatus.ESME_RINVBNDSTS;
    expect(await submit(connector, testSms(1))).toEqual({ kind: 'unsent', ids: [] });
    smsc.answer = null;
    await vi.waitFor(() => {
      expect(smsc.sessions).toHaveLength(1);
      expect(smsc.sessions[0]).not.toBe(before);
      expect(connector.window()).toBe(4);
    });
    expect((await submit(connector, testSms(1))).kind).toBe('accepted');
  });

  test('a message in an alphabet the operator refuses goes once more as UCS-2', async () => {
    await bind();
    smsc.answer = ({ dataCoding }) => (dataCoding === 8 ? 0 : CommandStatus.ESME_RINVDCS);
    expect(await submit(connector, testSms(1))).toEqual({
      kind: 'accepted',
      ids: [{ part: 1, operatorId: 'id-2' }],
    });
  });

  test('a part that is sent again goes before those that wait', async () => {
    await bind({ validity: 'message' }, { window: 1 });
    smsc.answer = ({ validityPeriod }) => (validityPeriod === '' ? 0 : CommandStatus.ESME_RINVEXPIRY);
    const expiresAt = Date.now() + 3_600_000;
    const sms = testSms(1, { text: `${'a'.repeat(153)}${'b'.repeat(10)}`, parts: 2, expiresAt });
    expect((await submit(connector, sms)).kind).toBe('accepted');
    const sequence = smsc.submits.map(({ shortMessage, validityPeriod }) => [
      shortMessage[5],
      validityPeriod !== '',
    ]);
    expect(sequence).toEqual([
      [1, true],
      [1, false],
      [2, true],
      [2, false],
    ]);
  });

  test('an operator at its limit gets nothing new for a second, one near it half', async () => {
    await bind();
    smsc.answer = (pdu, count) => {
      const congestionState = count === 1 ? 100 : 95;
      smsc.sessions[0]?.respond(pdu, { messageId: `id-${count}`, tlvs: { congestionState } });
      return null;
    };
    await submit(connector, testSms(1));
    connector.release(1);
    expect(connector.free()).toBe(0);
    const { changes } = sink;
    await vi.waitFor(() => expect(sink.changes).toBeGreaterThan(changes), { timeout: 5000 });
    expect(connector.free()).toBe(2);
  });

  test('silence is a failure where the profile says so', async () => {
    await bind({ onResponseTimeout: 'fail' }, { responseTimeoutMs: 100 });
    smsc.mood = 'is silent';
    expect(await submit(connector, testSms(1))).toMatchObject({ kind: 'refused', state: 'undeliverable' });
  });

  test('silence is waited out where the profile says so', async () => {
    await bind({ onResponseTimeout: 'wait' }, { window: 1, responseTimeoutMs: 100 });
    smsc.mood = 'is silent';
    const patient = submit(connector, testSms(1));
    connector.release(1);
    // Its place in the session's window is free again, so the next one goes out: the first is overdue by then.
    const next = submit(connector, testSms(2));
    await submits(2);
    smsc.answerNow();
    expect(await patient).toEqual({ kind: 'accepted', ids: [{ part: 1, operatorId: 'id-1' }] });
    expect(await next).toMatchObject({ kind: 'accepted' });
  });

  test('a message waited for is uncertain when the link goes', async () => {
    await bind({ onResponseTimeout: 'wait' }, { responseTimeoutMs: 50 });
    smsc.mood = 'is silent';
    const patient = submit(connector, testSms(1));
    await vi.waitFor(() => expect(connector.binds()).toMatchObject([{ windowUsed: 0 }]));
    smsc.dropLinks();
    expect((await patient).kind).toBe('uncertain');
  });

  test('an acceptance without an id is an acceptance', async () => {
    await bind();
    smsc.answer = (pdu) => {
      smsc.sessions[0]?.respond(pdu, {});
      return null;
    };
    expect(await submit(connector, testSms(1))).toEqual({
      kind: 'accepted',
      ids: [{ part: 1, operatorId: '' }],
    });
  });

  test('what cannot be written is refused, not lost', async () => {
    await bind();
    const outcome = await submit(connector, testSms(1, { sender: 'ABCDEFGHIJKLMNOPQRSTUVW' }));
    expect(outcome).toMatchObject({ kind: 'refused', state: 'rejected', alert: true });
    expect(smsc.submits).toHaveLength(0);
  });

  test('a submit answer is handled before the receipt behind it', async () => {
    await bind();
    const order: string[] = [];
    sink.store = async () => void order.push('receipt');
    smsc.answer = (pdu) => {
      smsc.sessions[0]?.respond(pdu, { messageId: 'id-1' });
      smsc.sendReceipt('id-1', '254700000001', 'delivered').catch(() => order.push('failed'));
      return null;
    };
    connector.submit(testSms(1), (outcome: SubmitOutcome) => order.push(outcome.kind));
    await vi.waitFor(() => expect(order).toEqual(['accepted', 'receipt']));
  });

  test('deliveries beyond what may wait for the disk are left unread, and none is lost', async () => {
    await bind();
    const toDisk: (() => void)[] = [];
    sink.store = () => new Promise((resolve) => toDisk.push(resolve));
    const deliveries = Array.from({ length: 1200 }, (_, index) =>
      smsc.sendReceipt(`id-${index}`, '254700000001', 'delivered'),
    );
    await vi.waitFor(() => expect(sink.receipts.length).toBeGreaterThanOrEqual(500));
    const most = sink.receipts.length;
    sink.store = () => Promise.resolve();
    for (const resolve of toDisk.splice(0)) resolve();
    expect((await Promise.all(deliveries)).every((took) => took)).toBe(true);
    expect(most).toBeLessThan(1200);
    expect(sink.receipts.map(({ operatorIds }) => operatorIds[0])).toEqual(
      deliveries.map((_, index) => `id-${index}`),
    );
  });

  test('logs state changes, and neither texts nor numbers nor the password', async () => {
    const lines: string[] = [];
    const note = (fields: object, message: string) => void lines.push(`${JSON.stringify(fields)} ${message}`);
    const log: ConnectorLog = { debug: note, info: note, warn: note, error: note };
    await bind({}, { log });
    smsc.mood = 'refuses';
    await submit(connector, testSms(1, { text: 'a private word' }));
    smsc.dropLinks();
    await vi.waitFor(() => expect(lines.join('\n')).toMatch(/bound.*\n.*unbound/));
    expect(lines.join('\n')).not.toMatch(/private|2547|secret/);
  });

  test('a bind that is refused is told with the time of the next one and what to do', async () => {
    const told: { fields: Record<string, unknown>; message: string }[] = [];
    const note = (fields: object, message: string) =>
      void told.push({ fields: fields as Record<string, unknown>, message });
    connector = bindRow(
      { ...smsc.settings({ window: 1, responseTimeoutMs: 1000 }), password: 'not it' },
      { debug: note, info: note, warn: note, error: note },
    );
    connector.start();
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]).toEqual({
      message: 'not bound, trying again',
      fields: {
        bind: expect.any(String),
        attempts: 1,
        error: 'the bind was refused: ESME_RINVPASWD',
        nextTryInMs: 60_000,
        advice: expect.stringMatching(/ujumbe operator set broken .*ujumbe operator enable broken/),
      },
    });
    await connector.stop(0);
  });

  function bindRow(settings: Record<string, unknown>, log: ConnectorLog = silentLog): Connector {
    const row = {
      id: 8,
      name: 'broken',
      kind: 'smpp',
      enabled: true,
      statusFamily: 'smpp',
      throughput: 0,
    } as const;
    return createSmppConnector({ ...row, settings }, sink, systemClock, log);
  }
});
