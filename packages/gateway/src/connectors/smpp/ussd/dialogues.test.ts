import { encodeGsm7, messageOctets, type PduInput } from '@ujumbe/smpp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Connector } from '#core/connector.ts';
import type { UssdReply } from '#core/ussd.ts';
import { RecordingSink, submit, testSms } from '../../contract-suite.ts';
import { TestSmsc } from '../test-smsc.ts';
import cases from './dialogues.cases.json' with { type: 'json' };
import { tlvOctets } from './session-tlv.ts';
import { bindUssdConnector } from './test-ussd-connector.ts';

/** TLVs that are not the session's, hex by tag. */
type Others = Readonly<Record<string, string>>;
type Delivered = {
  command?: 'deliver_sm' | 'data_sm';
  serviceType?: string;
  op?: number;
  tag?: number;
  session?: string;
  to: string;
  text?: string;
  hex?: string;
  dataCoding?: number;
  payload?: boolean;
  others?: Others;
};
type Shown = {
  op: number;
  text: string;
  hex?: string;
  dataCoding: number;
  tag?: number;
  session?: string;
  payload?: boolean;
  others?: Others;
};
type Step = { delivered: Delivered; event: object; reply: UssdReply | null; shown?: Shown };
type Case = { label: string; ussd: object; steps: Step[] };

const MSISDN = '254700000001';

describe('a dialogue', () => {
  let smsc: TestSmsc;
  let sink: RecordingSink;
  let connector: Connector;

  beforeEach(async () => {
    sink = new RecordingSink();
    smsc = await TestSmsc.open();
  });
  afterEach(async () => {
    await connector.stop(0);
    await smsc.close();
  });

  test.each(cases as unknown as Case[])('$label', async ({ ussd, steps }) => {
    const settings = smsc.settings({ window: 4, responseTimeoutMs: 60_000 });
    connector = await bindUssdConnector({ ...settings, ussd }, sink);
    const expected: ReturnType<typeof expectedScreen>[] = [];
    for (const { delivered, event, reply, shown } of steps) {
      sink.answer = async () => reply;
      expect(await deliver(delivered)).toBe(0);
      expect(sink.hops.at(-1)).toEqual({ step: null, network: null, ...event });
      if (shown === undefined) continue;
      expected.push(expectedScreen(shown, delivered));
      await vi.waitFor(() => expect(screens()).toHaveLength(expected.length));
      expect(screens()).toEqual(expected);
    }
    expect(sink.hops).toHaveLength(steps.length);
    // A whole round trip later there is nothing more than what was told.
    await submit(connector, testSms(1));
    expect(screens()).toEqual(expected);
    expect(sink.replyFates).toEqual(expected.map(() => 'taken'));
    expect(sink.mos).toEqual([]);
  });

  async function deliver(delivered: Delivered): Promise<number> {
    const {
      command = 'deliver_sm',
      serviceType = 'USSD',
      op,
      tag = 0,
      session,
      to,
      dataCoding = 15,
    } = delivered;
    const octets =
      delivered.hex === undefined ? encodeGsm7(delivered.text ?? '') : Buffer.from(delivered.hex, 'hex');
    const sessionTlv: Others = session === undefined ? {} : { [tag]: session };
    const raw = Object.entries({ ...sessionTlv, ...delivered.others });
    const isPayload = delivered.payload === true;
    const pdu = {
      command,
      serviceType,
      sourceAddrTon: 1,
      sourceAddrNpi: 1,
      sourceAddr: MSISDN,
      destAddrTon: 0,
      destAddrNpi: 1,
      destinationAddr: to,
      dataCoding,
      ...(isPayload ? undefined : { shortMessage: octets }),
      tlvs: {
        ...(op === undefined ? undefined : { ussdServiceOp: op }),
        ...(isPayload ? { messagePayload: octets } : undefined),
        unknown: raw.map(([number, hex]) => ({ tag: Number(number), value: Buffer.from(hex, 'hex') })),
      },
    } as PduInput<'deliver_sm'>;
    const [bound] = smsc.sessions;
    if (bound === undefined) throw new Error('nothing is bound');
    return (await bound.request(pdu)).status;
  }

  function expectedScreen(shown: Shown, { to }: Delivered) {
    const { tag, session, hex, text, dataCoding } = shown;
    const octets =
      hex !== undefined
        ? Buffer.from(hex, 'hex')
        : dataCoding === 72 || (dataCoding === 8 && !/^[ -~]*$/.test(text))
          ? Buffer.from(text, 'utf16le').swap16()
          : encodeGsm7(text);
    return {
      serviceType: 'USSD',
      source: [0, 1, to],
      destination: [1, 1, MSISDN],
      registeredDelivery: 0,
      esmClass: 0,
      dataCoding,
      op: shown.op,
      octets: octets.toString('hex'),
      isPayload: shown.payload === true,
      others: { ...(tag === undefined ? {} : { [tag]: session }), ...shown.others },
    };
  }

  /** The screens the operator has taken, in the words of the table. */
  function screens(): ReturnType<typeof expectedScreen>[] {
    return [...smsc.submits.filter(({ serviceType }) => serviceType !== ''), ...smsc.dataSms].map((pdu) => ({
      serviceType: pdu.serviceType,
      source: [pdu.sourceAddrTon, pdu.sourceAddrNpi, pdu.sourceAddr],
      destination: [pdu.destAddrTon, pdu.destAddrNpi, pdu.destinationAddr],
      registeredDelivery: pdu.registeredDelivery,
      esmClass: pdu.esmClass,
      dataCoding: pdu.dataCoding,
      op: pdu.tlvs?.ussdServiceOp ?? -1,
      octets: messageOctets(pdu).toString('hex'),
      isPayload: pdu.tlvs?.messagePayload !== undefined,
      others: Object.fromEntries(
        [0x0204, 0x1380, 0x1383, 0x1401].flatMap((tag) => {
          const octets = tlvOctets(pdu.tlvs, tag);
          return octets === null ? [] : [[tag, octets.toString('hex')]];
        }),
      ),
    }));
  }
});
