import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type CloseReason,
  CommandStatus,
  decodeShortMessage,
  formatReceipt,
  joinParts,
  type PduOf,
  partPosition,
  type Session,
} from '../src/index.ts';
import { hasKannel, startKannel } from './kannel.ts';
import { cleanUp, onCleanUp, startSmsc, until } from './kit.ts';

if (!hasKannel) {
  console.warn(
    'Left out: the tests against Kannel, as bearerbox and smsbox are not installed (apt-get install kannel).',
  );
}

afterEach(cleanUp);

const patience = { timeout: 20_000, interval: 50 };

/** An HTTP server that notes the URLs Kannel calls. */
async function startSink(): Promise<{ port: number; calls: URL[] }> {
  const calls: URL[] = [];
  const server = createServer((request, response) => {
    calls.push(new URL(request.url ?? '/', 'http://127.0.0.1'));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onCleanUp(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, calls };
}

async function bindKannel(statusOf: (count: number) => number = () => 0) {
  const submits: PduOf<'submit_sm'>[] = [];
  const closed: CloseReason[] = [];
  const { server, port } = await startSmsc(
    {},
    {
      onRequest(pdu, from) {
        if (pdu.command !== 'submit_sm') return;
        submits.push({ ...pdu, shortMessage: Buffer.from(pdu.shortMessage) });
        from.respond(pdu, { status: statusOf(submits.length), messageId: `A${submits.length}` });
      },
      onClose: (_session, reason) => closed.push(reason),
    },
  );
  const sink = await startSink();
  const kannel = await startKannel(port, sink.port);
  await until(
    () => expect([...server.sessions]).toMatchObject([{ systemId: 'kannel', state: 'bound_trx' }]),
    patience,
  );
  return { kannel, submits, closed, calls: sink.calls, session: [...server.sessions][0] as Session };
}

describe.runIf(hasKannel)('Kannel as ESME, our SMSC', { timeout: 90_000 }, () => {
  it('submits GSM, UCS-2 and long texts, takes receipts and MOs, and unbinds', async () => {
    const { kannel, submits, closed, calls, session } = await bindKannel();
    const gsm = 'Habari [€] @ Ñ {x}';
    expect(await kannel.sendSms({ from: 'TIARA', to: '254700000001', text: gsm, coding: '0' })).toContain(
      'Accepted',
    );
    await until(() => expect(submits).toHaveLength(1), patience);
    expect(submits[0]).toMatchObject({
      sourceAddr: 'TIARA',
      sourceAddrTon: 5,
      destinationAddr: '254700000001',
    });
    expect(decodeShortMessage(submits[0] as PduOf<'submit_sm'>)).toMatchObject({
      text: gsm,
      encoding: 'gsm7',
    });

    await kannel.sendSms({ from: '22344', to: '254700000001', text: 'Жители Найроби', coding: '2' });
    await until(() => expect(submits).toHaveLength(2), patience);
    expect(decodeShortMessage(submits[1] as PduOf<'submit_sm'>).text).toBe('Жители Найроби');

    const long = 'Malipo yako ya KES 1,250.00 [Q7] yamepokelewa. '.repeat(8).trim();
    await kannel.sendSms({ from: 'TIARA', to: '254700000002', text: long, coding: '0' });
    await until(() => expect(submits).toHaveLength(5), patience);
    const parts = submits.slice(2).map((pdu) => {
      const decoded = decodeShortMessage(pdu);
      return { ...decoded, sequence: partPosition(pdu, decoded.udh)?.sequence ?? 0 };
    });
    expect(joinParts(parts, 3)).toEqual({ complete: true, text: long, missing: [] });

    const mo = {
      command: 'deliver_sm',
      sourceAddrTon: 1,
      sourceAddr: '254700000003',
      destinationAddr: '22344',
    } as const;
    const answer = await session.request({ ...mo, shortMessage: Buffer.from('JOIN promo', 'latin1') });
    expect(answer).toMatchObject({ command: 'deliver_sm_resp', status: 0 });
    await until(() => expect(calls.map(({ pathname }) => pathname)).toEqual(['/mo']), patience);
    expect(calls[0]?.searchParams.get('text')).toBe('JOIN promo');

    kannel.stop();
    await until(() => expect(closed).toMatchObject([{ code: 'remote-unbind' }]), patience);
  });

  it('reads our receipts', async () => {
    const { kannel, submits, calls, session } = await bindKannel();
    const sink = await startSink();
    const dlrUrl = `http://127.0.0.1:${sink.port}/dlr?type=%d&smscId=%F`;
    await kannel.sendSms({
      from: 'TIARA',
      to: '254700000001',
      text: 'Hi',
      'dlr-mask': '3',
      'dlr-url': dlrUrl,
    });
    await until(() => expect(submits).toHaveLength(1), patience);
    expect(submits[0]?.registeredDelivery).toBe(1);
    const at = new Date('2026-11-21T19:30:00Z');
    const text = formatReceipt({ id: 'A1', state: 'DELIVERED', submitDate: at, doneDate: at, text: 'Hi' });
    await session.request({
      command: 'deliver_sm',
      esmClass: 4,
      sourceAddr: '254700000001',
      destinationAddr: 'TIARA',
      shortMessage: Buffer.from(text, 'latin1'),
      tlvs: { receiptedMessageId: 'A1', messageState: 2 },
    });
    await until(() => expect(sink.calls).toHaveLength(1), patience);
    expect(Object.fromEntries(sink.calls[0]?.searchParams ?? [])).toEqual({ type: '1', smscId: 'A1' });
    expect(calls).toEqual([]);
  });

  it('sends again what we throttle', async () => {
    const { kannel, submits } = await bindKannel((count) =>
      count === 1 ? CommandStatus.ESME_RTHROTTLED : 0,
    );
    await kannel.sendSms({ from: 'TIARA', to: '254700000001', text: 'again' });
    await until(() => expect(submits).toHaveLength(2), patience);
    expect(submits.map((pdu) => decodeShortMessage(pdu).text)).toEqual(['again', 'again']);
  });
});
