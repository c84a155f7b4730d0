import { CommandStatus, encodeGsm7 } from '@ujumbe/smpp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Connector } from '#core/connector.ts';
import { RecordingSink } from '../../contract-suite.ts';
import { TestSmsc } from '../test-smsc.ts';
import { tlvOctets } from './session-tlv.ts';
import { bindUssdConnector } from './test-ussd-connector.ts';

const MSISDN = '254700000001';
const screen = { msisdn: MSISDN, serviceCode: '*123#', text: 'Rate us 1-5' } as const;

describe('a screen nobody asked for', () => {
  let smsc: TestSmsc;
  let sink: RecordingSink;
  let connector: Connector;

  async function open(settings: Record<string, unknown> = {}, responseTimeoutMs = 60_000): Promise<void> {
    connector = await bindUssdConnector(
      { ...smsc.settings({ window: 4, responseTimeoutMs }), ...settings },
      sink,
    );
  }
  async function show(kind: 'request' | 'notify', text: string = screen.text): Promise<{ session: string }> {
    if (connector.openUssdPush === undefined) throw new Error('the connector pushes nothing');
    const push = connector.openUssdPush(screen.msisdn, screen.serviceCode);
    await push.show(kind, text);
    return { session: push.session };
  }

  beforeEach(async () => {
    sink = new RecordingSink();
    smsc = await TestSmsc.open();
  });
  afterEach(async () => {
    await connector.stop(0);
    await smsc.close();
  });

  test.each([
    ['generic', {}, 0x1383],
    ['tata', {}, 0x1383],
    ['sixdee', {}, 0x1383],
    ['mica', {}, 0x0204],
    ['msisdn-only', { push: true }, 0x1383],
    ['smpp-plus', { push: true, sessionTlv: 0x1401 }, 0x1401],
  ])('%s: asks, and the answer comes under the session it told', async (profile, overrides, tag) => {
    await open({ ussd: { profile, ...overrides } });
    const { session } = await show('request');
    const [submit] = smsc.submits;
    expect(submit).toMatchObject({
      serviceType: 'USSD',
      sourceAddr: '*123#',
      sourceAddrTon: 0,
      sourceAddrNpi: 1,
      destinationAddr: MSISDN,
      destAddrTon: 1,
      destAddrNpi: 1,
      registeredDelivery: 0,
      dataCoding: 15,
      shortMessage: encodeGsm7(screen.text),
      tlvs: { ussdServiceOp: 2 },
    });
    sink.answer = async () => ({ action: 'end', text: 'Thank you' });
    const octets = tlvOctets(submit?.tlvs, tag);
    await smsc.deliver({
      serviceType: 'USSD',
      sourceAddr: MSISDN,
      destinationAddr: '*123#',
      dataCoding: 15,
      shortMessage: encodeGsm7('5'),
      tlvs: { ussdServiceOp: 18, unknown: octets === null ? [] : [{ tag, value: octets }] },
    });
    expect(sink.hops).toMatchObject([{ kind: 'continue', session, msisdn: MSISDN, text: '5' }]);
    await vi.waitFor(() => expect(smsc.submits).toHaveLength(2));
    expect(smsc.taken[1]?.text).toBe('Thank you');
  });

  test('a notification is confirmed by the end of its session', async () => {
    await open();
    const { session } = await show('notify');
    const [submit] = smsc.submits;
    expect(submit?.tlvs?.ussdServiceOp).toBe(3);
    await smsc.deliver({
      serviceType: 'USSD',
      sourceAddr: MSISDN,
      destinationAddr: '*123#',
      tlvs: { ussdServiceOp: 19, itsSessionInfo: submit?.tlvs?.itsSessionInfo },
    });
    expect(sink.hops).toMatchObject([{ kind: 'end', session, reason: 'user' }]);
  });

  test('each has a session of its own, none with the end bit set', async () => {
    await open();
    const told = await Promise.all(Array.from({ length: 50 }, () => show('request')));
    expect(new Set(told.map(({ session }) => session)).size).toBe(50);
    expect(smsc.submits.every(({ tlvs }) => ((tlvs?.itsSessionInfo ?? 1) & 1) === 0)).toBe(true);
  });

  test.each(['msisdn-only', 'smpp-plus'])('%s takes none', async (profile) => {
    await open({ ussd: { profile, ...(profile === 'smpp-plus' ? { sessionTlv: 0x1401 } : undefined) } });
    await expect(show('request')).rejects.toThrow(
      'safari takes no USSD that a subscriber did not ask for: only the operator begins sessions there (ussd.push).',
    );
    expect(smsc.submits).toEqual([]);
  });

  test('is not shown when there is no room in the time of a hop', async () => {
    await open({ window: 1, ussdProfile: { hopSeconds: 1 } });
    smsc.answer = () => null;
    const first = show('notify');
    await expect(show('request')).rejects.toThrow(
      'The screen was not shown: no slot of the window was free in 1 s.',
    );
    smsc.answerNow();
    await first;
    expect(smsc.submits).toHaveLength(1);
  });

  test('says what went wrong', async () => {
    await open({ reconnect: { initial: 60, max: 60, afterRemoteClose: 60 } }, 100);
    smsc.answer = () => CommandStatus.ESME_RINVDSTADR;
    await expect(show('request')).rejects.toThrow(
      'The screen was not shown: safari refused it with ESME_RINVDSTADR.',
    );
    smsc.answer = () => null;
    await expect(show('request')).rejects.toThrow(
      'It is not known whether the screen was shown: safari did not answer in 0.1 s.',
    );
    await expect(show('notify', 'a'.repeat(183))).rejects.toThrow(
      'The screen was not shown: a USSD string holds 182 septets; this one has 183.',
    );
    smsc.dropLinks();
    await vi.waitFor(() => expect(connector.window()).toBe(0));
    await expect(show('request')).rejects.toThrow('No bind to safari is up, so nothing can be shown.');
    await connector.stop(0);
    await expect(show('request')).rejects.toThrow('safari is stopping and shows nothing more.');
  });
});
