import { afterEach, describe, expect, it } from 'vitest';
import { type BindVerdict, encodePdu } from '../src/index.ts';
import { cleanUp, connectRaw, message, type RawPeer, startLink, startSmsc, until } from './kit.ts';

afterEach(cleanUp);

const bind = {
  command: 'bind_transceiver',
  sequence: 1,
  systemId: 'raw',
  password: 'secret',
  interfaceVersion: 0x34,
} as const;

async function bound(
  port: number,
  change: Partial<Parameters<typeof encodePdu<'bind_transceiver'>>[0]> = {},
): Promise<RawPeer> {
  const peer = await connectRaw(port);
  peer.send({ ...bind, ...change });
  await until(() => expect(peer.log).toEqual(['bind_transceiver_resp 0 1']));
  return peer;
}

describe('before the bind', () => {
  it('takes only bind, enquire_link, unbind and generic_nack', async () => {
    const requests: string[] = [];
    const { port } = await startSmsc({}, { onRequest: (pdu) => requests.push(pdu.command) });
    const peer = await connectRaw(port);
    peer.send(
      { ...message(), sequence: 1 },
      { command: 'query_sm', sequence: 2 },
      { command: 'generic_nack', sequence: 3 },
    );
    peer.send({ command: 'enquire_link', sequence: 4 }, { command: 'unbind', sequence: 5 });
    await until(() => expect(peer.isClosed).toBe(true));
    expect(peer.log).toEqual([
      'submit_sm_resp 4 1',
      'query_sm_resp 4 2',
      'enquire_link_resp 0 4',
      'unbind_resp 0 5',
    ]);
    expect(requests).toEqual([]);
  });

  it('closes a connection that does not bind in time', async () => {
    const { port, server } = await startSmsc({ bindTimeoutMs: 30 });
    const peer = await connectRaw(port);
    await until(() => expect(peer.isClosed).toBe(true));
    expect(server.unboundCount).toBe(0);
  });

  it('accepts 256 octets, and large PDUs only afterwards', async () => {
    const { port } = await startSmsc({}, { onRequest: (pdu, from) => from.respond(pdu) });
    const large = encodePdu({ ...message(), sequence: 2, tlvs: { messagePayload: Buffer.alloc(50_000) } });
    const stranger = await connectRaw(port);
    stranger.write(large);
    await until(() => expect(stranger.isClosed).toBe(true));
    expect(stranger.received).toMatchObject([{ command: 'generic_nack', status: 2 }]);
    const known = await bound(port);
    known.write(large);
    await until(() => expect(known.log).toContain('submit_sm_resp 0 2'));
  });
});

describe('the bind', () => {
  it('refuses and closes with the reason given', async () => {
    const { port, server } = await startSmsc();
    const peer = await connectRaw(port);
    peer.send({ ...bind, password: 'wrong' });
    await until(() => expect(peer.isClosed).toBe(true));
    expect(peer.log).toEqual(['bind_transceiver_resp 14 1']);
    expect(server.sessions.size).toBe(0);
  });

  it('answers RALYBND to a second one, also while the first is being decided', async () => {
    let decide: (verdict: BindVerdict) => void = () => undefined;
    const authenticate = () => new Promise<BindVerdict>((resolve) => (decide = resolve));
    const { port } = await startSmsc({ authenticate });
    const peer = await connectRaw(port);
    peer.send(bind, { ...bind, sequence: 2 });
    await until(() => expect(peer.log).toEqual(['bind_transceiver_resp 5 2']));
    decide({ ok: true, systemId: 'SMSC' });
    await until(() => expect(peer.log).toContain('bind_transceiver_resp 0 1'));
    peer.send({ ...bind, sequence: 3 });
    await until(() => expect(peer.log).toContain('bind_transceiver_resp 5 3'));
  });

  it('answers RSYSERR when the decision fails', async () => {
    const thrown: unknown[] = [];
    const authenticate = () => Promise.reject(new Error('no database'));
    const { port } = await startSmsc({ authenticate }, { onHandlerError: (error) => thrown.push(error) });
    const peer = await connectRaw(port);
    peer.send(bind);
    await until(() => expect(peer.log).toEqual(['bind_transceiver_resp 8 1']));
    expect(thrown).toMatchObject([{ message: 'no database' }]);
  });

  it.each([
    [0x34, { scInterfaceVersion: 0x34 }],
    [0x50, { scInterfaceVersion: 0x50 }],
    [0x33, undefined],
  ])(
    'tells its version to a peer of version %i, and sends TLVs from 3.4 on',
    async (interfaceVersion, tlvs) => {
      const { port, server } = await startSmsc();
      const peer = await bound(port, { interfaceVersion });
      expect(peer.received[0]?.tlvs).toEqual(tlvs);
      const [session] = server.sessions;
      session?.send({ command: 'deliver_sm', tlvs: { messageState: 2 } }, () => undefined);
      await until(() => expect(peer.received).toHaveLength(2));
      expect(peer.received[1]?.tlvs).toEqual(tlvs && { messageState: 2 });
    },
  );

  it('holds an ESME to its kind of bind', async () => {
    const { port } = await startSmsc();
    const peer = await connectRaw(port);
    peer.send({ ...bind, command: 'bind_receiver' }, { ...message(), sequence: 2 });
    await until(() => expect(peer.log).toEqual(expect.arrayContaining(['submit_sm_resp 4 2'])));
  });
});

describe('limits', () => {
  it('lets a good ESME bind beside 300 idle and broken connections', async () => {
    const { port, server } = await startSmsc();
    const idle = await Promise.all(Array.from({ length: 150 }, () => connectRaw(port)));
    const broken = await Promise.all(Array.from({ length: 150 }, () => connectRaw(port)));
    for (const peer of broken) peer.write(Buffer.from('ffffffff0000000400000000', 'hex'));
    const good = await bound(port);
    await until(() => expect(broken.every(({ isClosed }) => isClosed)).toBe(true));
    expect(idle.filter(({ isClosed }) => !isClosed).length).toBeLessThanOrEqual(5);
    expect(server.unboundCount).toBeLessThanOrEqual(5);
    expect(good.isClosed).toBe(false);
  });

  it('puts out the oldest silent connection, not one whose bind is being decided', async () => {
    const authenticate = () => new Promise<BindVerdict>(() => undefined);
    const { port, server } = await startSmsc({ authenticate, maxUnboundPerIp: 2 });
    const asking = await connectRaw(port);
    asking.send(bind, { ...bind, sequence: 2 });
    await until(() => expect(asking.received).toHaveLength(1));
    const silent = await connectRaw(port);
    await until(() => expect(server.unboundCount).toBe(2));
    const newcomer = await connectRaw(port);
    await until(() => expect(silent.isClosed).toBe(true));
    expect([asking.isClosed, newcomer.isClosed]).toEqual([false, false]);
  });

  it('refuses a newcomer when all others are being decided', async () => {
    const authenticate = () => new Promise<BindVerdict>(() => undefined);
    const refused: string[] = [];
    const { port } = await startSmsc(
      { authenticate, maxUnbound: 1 },
      { onRefused: (_remote, why) => refused.push(why) },
    );
    const asking = await connectRaw(port);
    asking.send(bind, { ...bind, sequence: 2 });
    await until(() => expect(asking.received).toHaveLength(1));
    const newcomer = await connectRaw(port);
    await until(() => expect(newcomer.isClosed).toBe(true));
    expect(refused).toHaveLength(1);
  });

  it('turns an address away after too many refused binds', async () => {
    const { port } = await startSmsc({ maxBindFailuresPerMinute: 2 });
    for (let attempt = 0; attempt < 2; attempt++) {
      const peer = await connectRaw(port);
      peer.send({ ...bind, password: 'guess' });
      await until(() => expect(peer.isClosed).toBe(true));
    }
    const third = await connectRaw(port);
    third.send(bind);
    await until(() => expect(third.isClosed).toBe(true));
    expect(third.received).toEqual([]);
  });
});

it('unbinds its sessions when it closes', async () => {
  const { port, server } = await startSmsc();
  const link = startLink(port, {}, { reconnect: { minAfterRemoteCloseMs: 60_000 } });
  await until(() => expect(link.session).not.toBeNull());
  await server.close();
  await until(() => expect(link.state).toMatchObject({ phase: 'waiting', lastError: 'the peer unbound' }));
});
