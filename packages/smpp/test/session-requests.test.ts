import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Outcome, type Pdu, type ResponsePdu, Session, type SessionOptions } from '../src/index.ts';
import {
  cleanUp,
  message,
  onCleanUp,
  type RawPeer,
  startLink,
  startRawSmsc,
  startSmsc,
  until,
} from './kit.ts';

afterEach(cleanUp);

/** A bound link of ours to a raw SMSC that keeps its silence. */
async function bindToRaw(session: SessionOptions = {}) {
  const { port, peers } = await startRawSmsc();
  const late: ResponsePdu[] = [];
  const unexpected: ResponsePdu[] = [];
  const drains: number[] = [];
  const link = startLink(
    port,
    {
      onLateResponse: (pdu) => late.push(pdu),
      onUnexpectedResponse: (pdu) => unexpected.push(pdu),
      onDrain: ({ free }) => drains.push(free),
    },
    { session },
  );
  await until(() => expect(link.session).not.toBeNull());
  return { session: link.session as Session, peer: peers[0] as RawPeer, link, late, unexpected, drains };
}

const submits = (peer: RawPeer): Pdu[] => peer.received.filter(({ command }) => command === 'submit_sm');

async function receivedSubmits(peer: RawPeer, count: number): Promise<Pdu[]> {
  await until(() => expect(submits(peer)).toHaveLength(count));
  return submits(peer);
}

describe('window', () => {
  it('refuses what does not fit and tells when there is room again', async () => {
    const { session, peer, drains } = await bindToRaw({ window: 3 });
    const outcomes: Outcome[] = [];
    const sent = [1, 2, 3, 4].map(() => session.send(message(), (outcome) => outcomes.push(outcome)));
    expect(sent).toEqual([true, true, true, false]);
    expect([session.free, session.outstanding]).toEqual([0, 3]);
    const [first] = await receivedSubmits(peer, 3);
    peer.send({ command: 'submit_sm_resp', sequence: first?.sequence, messageId: 'm1' });
    await until(() => expect(drains).toEqual([1]));
    expect(outcomes).toMatchObject([{ kind: 'response', pdu: { messageId: 'm1' } }]);
    expect(session.send(message(), () => undefined)).toBe(true);
  });

  it('is not taken by enquire_link, and answers one while full', async () => {
    const { session, peer } = await bindToRaw({ window: 1 });
    session.send(message(), () => undefined);
    peer.send({ command: 'enquire_link', sequence: 900 });
    await until(() => expect(peer.log).toContain('enquire_link_resp 0 900'));
  });

  it('gives no number twice while one waits', async () => {
    const { session, peer } = await bindToRaw({ window: 50 });
    for (let count = 0; count < 50; count++) session.send(message(), () => undefined);
    const sequences = (await receivedSubmits(peer, 50)).map(({ sequence }) => sequence);
    expect(new Set(sequences).size).toBe(50);
  });
});

describe('outcomes', () => {
  it('passes a refusal on as an answer', async () => {
    const { session, peer } = await bindToRaw();
    peer.onPdu = (pdu) => peer.send({ command: 'submit_sm_resp', sequence: pdu.sequence, status: 0x58 });
    await expect(session.request(message())).resolves.toMatchObject({
      command: 'submit_sm_resp',
      status: 0x58,
    });
  });

  it('takes generic_nack for an answer', async () => {
    const { session, peer } = await bindToRaw();
    peer.onPdu = (pdu) => peer.send({ command: 'generic_nack', sequence: pdu.sequence, status: 3 });
    await expect(session.request(message())).resolves.toMatchObject({ command: 'generic_nack', status: 3 });
  });

  it('reports a timeout, frees the slot, and still hands on the late answer once', async () => {
    const { session, peer, late, unexpected, drains } = await bindToRaw({ window: 1, responseTimeoutMs: 40 });
    const outcome = await new Promise<Outcome>((resolve) => session.send(message(), resolve));
    const [submit] = await receivedSubmits(peer, 1);
    expect(outcome).toEqual({ kind: 'timeout', sequence: submit?.sequence });
    await until(() => expect(drains).toEqual([1]));
    const answer = { command: 'submit_sm_resp', sequence: submit?.sequence, messageId: 'late' } as const;
    peer.send(answer, answer);
    await until(() => expect(unexpected).toHaveLength(1));
    expect(late).toMatchObject([{ messageId: 'late', sequence: submit?.sequence }]);
  });

  it('forgets a timed-out number in time', async () => {
    const { session, peer, late, unexpected } = await bindToRaw({
      responseTimeoutMs: 20,
      lateResponseMs: 20,
    });
    await new Promise<Outcome>((resolve) => session.send(message(), resolve));
    const [submit] = await receivedSubmits(peer, 1);
    await until(() => {
      peer.send({ command: 'submit_sm_resp', sequence: submit?.sequence, messageId: 'x' });
      expect(late.length + unexpected.length).toBeGreaterThan(1);
    });
    expect(unexpected.length).toBeGreaterThan(0);
  });

  it('does not take the answer to another command', async () => {
    const { session, peer, unexpected } = await bindToRaw();
    session.send(message(), () => undefined);
    const [submit] = await receivedSubmits(peer, 1);
    peer.send({ command: 'query_sm_resp', sequence: submit?.sequence });
    await until(() => expect(unexpected).toMatchObject([{ command: 'query_sm_resp' }]));
    expect(session.outstanding).toBe(1);
  });

  it('tells what had left when the link dropped', async () => {
    const { session, peer } = await bindToRaw();
    const outcomes: Outcome[] = [];
    session.send(message(), (outcome) => outcomes.push(outcome));
    await receivedSubmits(peer, 1);
    peer.socket.destroy();
    await until(() => expect(outcomes).toEqual([{ kind: 'closed', written: true }]));
    expect(session.state).toBe('closed');
    expect(session.send(message(), () => undefined)).toBe(false);
  });

  it('tells what had not left', async () => {
    const { session } = await bindToRaw();
    const outcomes: Outcome[] = [];
    session.send(message(), (outcome) => outcomes.push(outcome));
    session.destroy();
    expect(outcomes).toEqual([{ kind: 'closed', written: false }]);
  });

  it('rejects a promise with the reason', async () => {
    const { session } = await bindToRaw({ window: 1, responseTimeoutMs: 40 });
    const first = session.request(message());
    await expect(session.request(message())).rejects.toMatchObject({ code: 'window-full' });
    await expect(first).rejects.toMatchObject({ code: 'timeout' });
    session.destroy();
    await expect(session.request(message())).rejects.toMatchObject({ code: 'not-bound' });
  });

  it('throws at once for a request that cannot be encoded, and takes no slot', async () => {
    const { session } = await bindToRaw();
    const bad = { ...message(), destinationAddr: '2'.repeat(30) };
    expect(() => session.send(bad, () => undefined)).toThrow('destinationAddr of submit_sm');
    expect(session.outstanding).toBe(0);
  });
});

it('hands one turn of the event loop to the socket in one write', async () => {
  const { port } = await startSmsc({}, { onRequest: (pdu, from) => from.respond(pdu, { messageId: 'm' }) });
  const socket = connect(port, '127.0.0.1');
  onCleanUp(() => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  const write = vi.spyOn(socket, 'write');
  const session = new Session(socket, 'esme', { window: 200 }, {});
  await new Promise<Outcome>((resolve) =>
    session.bind({ command: 'bind_transceiver', systemId: 'e', password: 'secret' }, 1000, resolve),
  );
  write.mockClear();
  const answers = Array.from({ length: 200 }, () => session.request(message()));
  await Promise.all(answers);
  expect(write).toHaveBeenCalledTimes(1);
});

it('keeps messages of a transmitter and a receiver apart', async () => {
  const { server, port } = await startSmsc({}, { onRequest: (pdu, from) => from.respond(pdu) });
  const bind = { systemId: 'e', password: 'secret' };
  const tx = startLink(port, {}, { bind: { ...bind, mode: 'transmitter' } });
  const rx = startLink(port, {}, { bind: { ...bind, mode: 'receiver' } });
  await until(() => expect(server.sessions.size).toBe(2));
  await until(() => expect([tx.session?.state, rx.session?.state]).toEqual(['bound_tx', 'bound_rx']));
  expect(() => rx.session?.send(message(), () => undefined)).toThrow('a bound_rx esme cannot send submit_sm');
  const transmitter = [...server.sessions].find(({ state }) => state === 'bound_tx');
  expect(() => transmitter?.send({ command: 'deliver_sm' }, () => undefined)).toThrow(
    'cannot send deliver_sm',
  );
});
