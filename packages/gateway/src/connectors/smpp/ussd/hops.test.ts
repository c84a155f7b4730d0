import { CommandStatus, encodeGsm7, type PduInput, type Session } from '@ujumbe/smpp';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Connector } from '#core/connector.ts';
import type { UssdReply } from '#core/ussd.ts';
import { RecordingSink, silentLog, submit, testSms } from '../../contract-suite.ts';
import type { ConnectorLog } from '../../log.ts';
import { TestSmsc } from '../test-smsc.ts';
import { bindUssdConnector } from './test-ussd-connector.ts';

const MSISDN = '254700000001';
const menu: UssdReply = { action: 'con', text: 'Welcome\n1. Balance' };
const push = { msisdn: MSISDN, serviceCode: '*123#', text: 'Rate us 1-5' } as const;

type Line = { readonly fields: object; readonly message: string };

describe('USSD on an SMPP connector', () => {
  let smsc: TestSmsc;
  let sink: RecordingSink;
  let connector: Connector;
  let lines: Line[];

  async function bind(settings: Record<string, unknown> = {}, window = 4, responseTimeoutMs = 60_000) {
    const note = (fields: object, message: string) => void lines.push({ fields, message });
    const log: ConnectorLog = { ...silentLog, warn: note, error: note };
    const given = { ...smsc.settings({ window, responseTimeoutMs }), ...settings };
    connector = await bindUssdConnector(given, sink, log);
  }

  function hop(op: number, text: string, session = 0x1234): PduInput<'deliver_sm'> {
    return {
      command: 'deliver_sm',
      serviceType: 'USSD',
      sourceAddrTon: 1,
      sourceAddrNpi: 1,
      sourceAddr: MSISDN,
      destinationAddr: '*123#',
      dataCoding: 15,
      shortMessage: encodeGsm7(text),
      tlvs: { ussdServiceOp: op, itsSessionInfo: session },
    };
  }
  async function deliver(pdu: PduInput<'deliver_sm'>, session = receiver()): Promise<number> {
    return (await session.request(pdu)).status;
  }
  function receiver(): Session {
    const session = smsc.sessions.find(({ state }) => state === 'bound_trx' || state === 'bound_rx');
    if (session === undefined) throw new Error('nothing is bound to receive');
    return session;
  }
  const submits = (count: number) => vi.waitFor(() => expect(smsc.submits).toHaveLength(count));
  const fates = (...expected: string[]) =>
    vi.waitFor(() => expect(sink.replyFates).toEqual(expected), { timeout: 5000 });

  beforeEach(async () => {
    lines = [];
    sink = new RecordingSink();
    sink.answer = async ({ kind }) => (kind === 'end' ? null : menu);
    smsc = await TestSmsc.open();
  });
  afterEach(async () => {
    await connector.stop(0);
    await smsc.close();
  });

  test('the operator is answered at once, the screen follows when it is there', async () => {
    await bind();
    let show = (_: UssdReply) => {};
    sink.answer = () =>
      new Promise((resolve) => {
        show = resolve;
      });
    expect(await deliver(hop(1, '*123#'))).toBe(CommandStatus.ESME_ROK);
    expect(smsc.submits).toEqual([]);
    show(menu);
    await submits(1);
    await fates('taken');
  });

  test('a screen leaves before 500 parts that wait', async () => {
    await bind({ maxParts: 255 }, 1);
    smsc.mood = 'is silent';
    const outcomes = [1, 2].map((number) =>
      submit(connector, testSms(number, { text: 'y'.repeat(153 * 250), parts: 250 })),
    );
    await submits(1);
    await deliver(hop(1, '*123#'));
    const free = connector.free();
    smsc.mood = 'accepts';
    smsc.answerNow();
    const [first, second] = await Promise.all(outcomes);
    expect([first?.kind, second?.kind]).toEqual(['accepted', 'accepted']);
    expect(smsc.submits.map(({ serviceType }) => serviceType).indexOf('USSD')).toBe(1);
    expect(smsc.submits).toHaveLength(501);
    // Slots are for parts: the screen took none of them and gives none back.
    expect(connector.free()).toBe(free);
    connector.release(500);
    expect(connector.free()).toBe(1);
    await fates('taken');
  });

  test('screens keep their order', async () => {
    await bind({}, 1);
    sink.answer = async (event) => ({ action: 'con', text: event.session });
    await Promise.all([0x10, 0x20, 0x30].map((session) => deliver(hop(1, '*123#', session))));
    await submits(3);
    expect(smsc.taken.map(({ text }) => text)).toEqual(['0010', '0020', '0030']);
  });

  test('a screen leaves by the bind its hop came by', async () => {
    await bind({ sessions: 2 });
    const [one, two] = smsc.sessions as [Session, Session];
    for (const [session, bound] of [
      [0x10, one],
      [0x20, two],
      [0x10, one],
    ] as const) {
      await deliver(hop(18, '1', session), bound);
    }
    await submits(3);
    expect(smsc.takenBy.map((session) => session === one)).toEqual([true, false, true]);
    await fates('taken', 'taken', 'taken');
  });

  test('with a transmitter and a receiver it leaves by the transmitter', async () => {
    await bind({ bindMode: 'tx+rx' });
    await deliver(hop(1, '*123#'));
    await submits(1);
    await fates('taken');
  });

  test('a screen whose bind has gone leaves by another', async () => {
    await bind({ sessions: 2, reconnect: { initial: 60, max: 60, afterRemoteClose: 60 } });
    let show = (_: UssdReply) => {};
    sink.answer = () =>
      new Promise((resolve) => {
        show = resolve;
      });
    const came = receiver();
    await deliver(hop(1, '*123#'), came);
    came.destroy('dropped by the test');
    await vi.waitFor(() => expect(connector.window()).toBe(4));
    show(menu);
    await submits(1);
    await fates('taken');
  });

  test('a screen with no bind to leave by is dropped, told and counted', async () => {
    await bind({ reconnect: { initial: 60, max: 60, afterRemoteClose: 60 } });
    let show = (_: UssdReply) => {};
    sink.answer = () =>
      new Promise((resolve) => {
        show = resolve;
      });
    await deliver(hop(1, '*123#'));
    smsc.dropLinks();
    await vi.waitFor(() => expect(connector.window()).toBe(0));
    show(menu);
    await fates('dropped');
    expect(lines).toContainEqual({
      fields: { bind: 'trx 1' },
      message: 'a USSD reply is lost: no bind that can send is up',
    });
  });

  test('a screen that waits when the bind goes is dropped, one that was written is unanswered', async () => {
    await bind({ reconnect: { initial: 60, max: 60, afterRemoteClose: 60 } }, 1);
    smsc.mood = 'is silent';
    await deliver(hop(1, '*123#', 0x10));
    await deliver(hop(1, '*123#', 0x20));
    await submits(1);
    smsc.dropLinks();
    await vi.waitFor(() => expect([...sink.replyFates].sort()).toEqual(['dropped', 'unanswered']));
  });

  test('a screen that finds no room in the time of its hop is dropped and told, and never sent', async () => {
    await bind({ ussdProfile: { hopSeconds: 1 } }, 1);
    smsc.mood = 'is silent';
    for (const session of [0x10, 0x20, 0x30]) await deliver(hop(1, '*123#', session));
    await fates('dropped', 'dropped');
    expect(lines).toEqual([
      {
        fields: { bind: 'trx 1' },
        message: 'a USSD reply is lost: no slot of the window was free in 1 s',
      },
    ]);
    smsc.answerNow();
    await fates('dropped', 'dropped', 'taken');
    smsc.mood = 'accepts';
    await deliver(hop(1, '*123#', 0x40));
    await fates('dropped', 'dropped', 'taken', 'taken');
    expect(smsc.submits.map(({ tlvs }) => tlvs?.itsSessionInfo)).toEqual([0x10, 0x40]);
  });

  test('a screen that comes after the time of its hop leaves where there is room', async () => {
    await bind({ ussdProfile: { hopSeconds: 1 } });
    sink.answer = async () => {
      const late = performance.now() + 1000;
      await vi.waitUntil(() => performance.now() > late, { timeout: 5000 });
      return menu;
    };
    await deliver(hop(1, '*123#'));
    await fates('taken');
  });

  test('an operator that answers no screen is not heard without end', async () => {
    await bind({}, 1);
    smsc.mood = 'is silent';
    const session = receiver();
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 1000 }, () => deliver(hop(18, '1'), session)));
    }
    expect(await deliver(hop(18, '1'))).toBe(CommandStatus.ESME_RTHROTTLED);
    expect(sink.replyFates).toEqual([]);
    smsc.dropLinks();
    await vi.waitFor(() => expect(sink.replyFates).toHaveLength(5000));
    await vi.waitFor(() => expect(connector.window()).toBe(1));
    expect(await deliver(hop(18, '1'))).toBe(CommandStatus.ESME_ROK);
  });

  test('a refusal is told once for each reason and counted each time', async () => {
    await bind();
    smsc.mood = 'refuses';
    for (const session of [0x10, 0x20]) await deliver(hop(1, '*123#', session));
    await fates('refused', 'refused');
    smsc.mood = 'accepts';
    await deliver(hop(1, '*123#', 0x30));
    await fates('refused', 'refused', 'taken');
    expect(lines).toEqual([
      {
        fields: { bind: 'trx 1' },
        message: 'a USSD reply is lost: safari refused it with ESME_RX_P_APPN',
      },
    ]);
  });

  test('silence is told and counted', async () => {
    await bind({}, 4, 100);
    smsc.mood = 'is silent';
    await deliver(hop(1, '*123#'));
    await fates('unanswered');
    expect(lines.map(({ message }) => message)).toEqual([
      'a USSD reply is lost: safari did not answer in 0.1 s',
    ]);
  });

  test('a screen no network can carry is not sent', async () => {
    await bind();
    sink.answer = async () => ({ action: 'end', text: 'a'.repeat(183) });
    await deliver(hop(1, '*123#'));
    await fates('dropped');
    expect(lines.map(({ message }) => message)).toEqual([
      'a USSD reply is lost: a USSD string holds 182 septets; this one has 183',
    ]);
    expect(smsc.submits).toEqual([]);
  });

  test('a sink that fails leaves the hop without a screen and nothing else', async () => {
    await bind();
    sink.answer = () => Promise.reject(new Error('the session store is away'));
    expect(await deliver(hop(1, '*123#'))).toBe(CommandStatus.ESME_ROK);
    await fates('dropped');
    sink.answer = async () => menu;
    await deliver(hop(1, '*123#'));
    await fates('dropped', 'taken');
  });

  test('an operation without a meaning is refused, told once, and no MO', async () => {
    await bind();
    for (const text of ['1', '2']) expect(await deliver(hop(33, text))).toBe(CommandStatus.ESME_RX_P_APPN);
    expect(lines.map(({ message }) => message)).toEqual([
      'ussd_service_op 33 has no meaning in the profile: add it to ussd.inOps',
    ]);
    expect([sink.hops, sink.mos]).toEqual([[], []]);
  });

  test('a hop without a subscriber is refused, the end of a session is not', async () => {
    await bind();
    expect(await deliver({ ...hop(1, '*123#'), sourceAddr: '' })).toBe(CommandStatus.ESME_RINVSRCADR);
    expect(await deliver({ ...hop(129, ''), sourceAddr: '' })).toBe(CommandStatus.ESME_ROK);
    expect(sink.hops).toMatchObject([{ kind: 'end', session: '1234', msisdn: '' }]);
  });

  test('more hops than can wait are refused, and taken again when there is room', async () => {
    await bind();
    const shows: (() => void)[] = [];
    sink.answer = () => new Promise((resolve) => shows.push(() => resolve(null)));
    const session = receiver();
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 1000 }, () => deliver(hop(18, '1'), session)));
    }
    expect(await deliver(hop(18, '1'))).toBe(CommandStatus.ESME_RTHROTTLED);
    expect(await deliver(hop(18, '1'))).toBe(CommandStatus.ESME_RTHROTTLED);
    expect(lines.map(({ message }) => message)).toEqual([
      'too many USSD hops wait for a reply; more are refused',
    ]);
    expect(sink.hops).toHaveLength(5000);
    for (const show of shows.splice(0)) show();
    expect(await deliver(hop(18, '1'))).toBe(CommandStatus.ESME_ROK);
    for (const show of shows) show();
  });

  test('receipts and MO of the same bind are what they were', async () => {
    await bind();
    expect(await smsc.sendMo({ from: MSISDN, to: '20166', text: '*123#' })).toBe(true);
    expect(await smsc.sendReceipt('id-1', MSISDN, 'delivered')).toBe(true);
    const receipt = { esmClass: 0x04, serviceType: 'USSD', sourceAddr: MSISDN, destinationAddr: '*123#' };
    expect(await smsc.deliver({ ...receipt, tlvs: { receiptedMessageId: 'id-2', messageState: 2 } })).toBe(
      true,
    );
    expect(sink.mos).toMatchObject([{ from: MSISDN, to: '20166', text: '*123#' }]);
    expect(sink.receipts).toMatchObject([{ operatorIds: ['id-1'] }, { operatorIds: ['id-2'] }]);
    expect(sink.hops).toEqual([]);
  });

  test('without the setting it is an MO, as before', async () => {
    await bind({ ussd: undefined });
    expect(await deliver(hop(1, '*123#'))).toBe(CommandStatus.ESME_ROK);
    expect(sink.mos).toMatchObject([{ text: '*123#' }]);
    expect(() => connector.openUssdPush?.(push.msisdn, push.serviceCode)).toThrow(
      'safari carries no USSD: its settings have no ussd.',
    );
  });

  test('stopping waits for the screens of hops that are open', async () => {
    await bind();
    let show = (_: UssdReply) => {};
    sink.answer = () =>
      new Promise((resolve) => {
        show = resolve;
      });
    await deliver(hop(1, '*123#'));
    const stopped = connector.stop(10_000);
    // Everything that does not wait for the screen has happened by then.
    await new Promise((resolve) => setImmediate(resolve));
    show(menu);
    await stopped;
    expect(smsc.submits).toHaveLength(1);
    expect(sink.replyFates).toEqual(['taken']);
  });

  test('any octets are a hop, or refused, and the bind lives on', async () => {
    await bind({}, 100);
    const octets = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));
    const anyHop = fc.record({
      op: fc.integer({ min: 0, max: 255 }),
      dataCoding: fc.integer({ min: 0, max: 255 }),
      esmClass: fc.integer({ min: 0, max: 255 }),
      sourceAddr: fc.string({ unit: 'binary-ascii', maxLength: 20 }).filter((text) => !text.includes('\0')),
      shortMessage: octets(254),
      session: octets(40),
    });
    await fc.assert(
      fc.asyncProperty(anyHop, async ({ op, session, ...fields }) => {
        const before = sink.hops.length;
        const unknown = [{ tag: 0x1383, value: session }];
        const status = await deliver({ ...hop(op, ''), ...fields, tlvs: { ussdServiceOp: op, unknown } });
        const taken = status === CommandStatus.ESME_ROK ? 1 : 0;
        expect(sink.hops).toHaveLength(before + taken);
        if (taken === 0)
          expect([CommandStatus.ESME_RX_P_APPN, CommandStatus.ESME_RINVSRCADR]).toContain(status);
      }),
      { numRuns: 300 },
    );
    expect(await deliver(hop(1, '*123#'))).toBe(CommandStatus.ESME_ROK);
    expect(sink.hops.at(-1)).toMatchObject({ kind: 'begin', session: '1234', dialled: '*123#' });
    expect(sink.mos).toEqual([]);
  });

  test('nothing of the subscriber is logged', async () => {
    await bind();
    smsc.mood = 'refuses';
    sink.answer = async () => ({ action: 'end', text: 'a private word' });
    await deliver(hop(18, 'another one'));
    await deliver(hop(33, 'another one'));
    await fates('refused');
    expect(JSON.stringify(lines)).not.toMatch(/private|another|2547/);
    expect(lines).toHaveLength(2);
  });
});
