import { afterEach, describe, expect, it } from 'vitest';
import {
  type CloseReason,
  encodePdu,
  type PduError,
  type Session,
  type SessionOptions,
} from '../src/index.ts';
import {
  cleanUp,
  connectRaw,
  message,
  type RawPeer,
  startLink,
  startRawSmsc,
  startSmsc,
  until,
} from './kit.ts';

afterEach(cleanUp);

/** A raw ESME bound to an SMSC of ours that notes what it gets. */
async function bindRaw(
  session: SessionOptions = {},
  onText: (text: string, session: Session) => void = () => undefined,
) {
  const texts: string[] = [];
  const errors: PduError[] = [];
  const closed: CloseReason[] = [];
  const thrown: unknown[] = [];
  const { server, port } = await startSmsc(
    { session },
    {
      onRequest(pdu, from) {
        if (pdu.command !== 'submit_sm') return;
        const text = pdu.shortMessage.toString('latin1');
        texts.push(text);
        onText(text, from);
        from.respond(pdu, { messageId: text });
      },
      onPduError: (error) => errors.push(error),
      onClose: (_session, reason) => closed.push(reason),
      onHandlerError: (error) => thrown.push(error),
    },
  );
  const peer = await connectRaw(port);
  peer.send({
    command: 'bind_transceiver',
    sequence: 1,
    systemId: 'raw',
    password: 'secret',
    interfaceVersion: 0x34,
  });
  await until(() => expect(peer.log).toContain('bind_transceiver_resp 0 1'));
  await until(() => expect(server.sessions.size).toBe(1));
  return { peer, session: [...server.sessions][0] as Session, texts, errors, closed, thrown };
}

const numbered = (count: number): Buffer =>
  Buffer.concat(
    Array.from({ length: count }, (_, index) => encodePdu({ ...message(`m${index}`), sequence: 10 + index })),
  );

describe('bad PDUs', () => {
  it('answers what it can and goes on', async () => {
    const { peer, errors, closed } = await bindRaw();
    peer.write(Buffer.from('00000010000000aa0000000000000005', 'hex'));
    peer.write(Buffer.from('00000010000000040000000000000006', 'hex'));
    peer.send({ command: 'enquire_link', sequence: 7 });
    await until(() => expect(peer.log).toContain('enquire_link_resp 0 7'));
    expect(peer.log.slice(1)).toEqual(['generic_nack 3 5', 'submit_sm_resp 2 6', 'enquire_link_resp 0 7']);
    expect(errors.map(({ recoverable }) => recoverable)).toEqual([true, true]);
    expect(closed).toEqual([]);
  });

  it('does not answer an unknown response', async () => {
    const { peer, errors } = await bindRaw();
    peer.write(Buffer.from('00000010800000aa0000000000000005', 'hex'));
    peer.send({ command: 'enquire_link', sequence: 7 });
    await until(() => expect(peer.log.slice(1)).toEqual(['enquire_link_resp 0 7']));
    expect(errors).toHaveLength(1);
  });

  it('handles the PDUs before an absurd length, answers it, and closes', async () => {
    const { peer, texts, closed } = await bindRaw();
    peer.write(
      Buffer.concat([numbered(2), Buffer.from('ffffffff000000040000000000000063', 'hex'), numbered(1)]),
    );
    await until(() => expect(peer.isClosed).toBe(true));
    expect(texts).toEqual(['m0', 'm1']);
    expect(peer.log.slice(1)).toEqual(['submit_sm_resp 0 10', 'submit_sm_resp 0 11', 'generic_nack 2 99']);
    expect(closed).toMatchObject([{ code: 'unreadable-stream' }]);
  });

  it('closes when a PDU stays incomplete, however slowly it drips', async () => {
    const { peer, closed } = await bindRaw({ partialPduTimeoutMs: 60 });
    const frame = numbered(1);
    let at = 0;
    const drip = setInterval(() => peer.write(frame.subarray(at, ++at)), 20);
    await until(() => expect(closed).toMatchObject([{ code: 'partial-pdu-timeout' }]));
    clearInterval(drip);
  });

  it('does not lose the PDUs behind one whose handler threw', async () => {
    const fault = new Error('a bug');
    const { peer, texts, thrown } = await bindRaw({}, (text) => {
      if (text === 'm1') throw fault;
    });
    peer.write(numbered(3));
    await until(() => expect(texts).toEqual(['m0', 'm1', 'm2']));
    expect(thrown).toEqual([fault]);
  });
});

describe('back-pressure', () => {
  it('hands on nothing while reading is paused, then everything in order', async () => {
    const { peer, session, texts } = await bindRaw({}, (text, from) => {
      if (text === 'm4') from.pauseReading();
    });
    peer.write(numbered(200));
    await until(() => expect(peer.log).toContain('submit_sm_resp 0 14'));
    peer.send({ command: 'enquire_link', sequence: 1000 });
    expect(texts).toHaveLength(5);
    session.resumeReading();
    await until(() => expect(peer.log).toContain('enquire_link_resp 0 1000'));
    expect(texts).toEqual(Array.from({ length: 200 }, (_, index) => `m${index}`));
  });

  it('lets no deadline pass while reading is paused', async () => {
    const { port, peers } = await startRawSmsc();
    const link = startLink(
      port,
      {},
      { session: { responseTimeoutMs: 80, enquireIntervalMs: 80, enquireTimeoutMs: 40 } },
    );
    await until(() => expect(link.session).not.toBeNull());
    const session = link.session as Session;
    const peer = peers[0] as RawPeer;
    const answered = session.request(message());
    session.pauseReading();
    await until(() => expect(peer.log).toContain('submit_sm 0 2'));
    const started = performance.now();
    await until(() => expect(performance.now() - started).toBeGreaterThan(300), { timeout: 2000 });
    peer.send({ command: 'submit_sm_resp', sequence: 2, messageId: 'in time' });
    session.resumeReading();
    await expect(answered).resolves.toMatchObject({ messageId: 'in time' });
  });

  it('reads no more from a peer that does not take its answers, and gives it up in the end', async () => {
    const { peer, session, closed, texts } = await bindRaw({ maxUnsentBytes: 100_000, unsentGraceMs: 100 });
    peer.socket.pause();
    const batch = Buffer.concat(
      Array.from({ length: 5000 }, (_, index) =>
        encodePdu({ ...message('x'.repeat(60)), sequence: 10 + index }),
      ),
    );
    const flood = setInterval(() => peer.socket.writableLength < 8_000_000 && peer.write(batch), 1);
    await until(() => expect(session.free).toBe(0), { timeout: 10_000 });
    const taken = texts.length;
    await until(() => expect(closed).toMatchObject([{ code: 'slow-peer' }]), { timeout: 5000 });
    clearInterval(flood);
    expect(texts.length - taken).toBeLessThan(5000);
  });

  it('goes on when the peer takes its answers after all', async () => {
    const { peer, session, closed, texts } = await bindRaw({ maxUnsentBytes: 100_000 });
    peer.socket.pause();
    const batch = Buffer.concat(
      Array.from({ length: 5000 }, (_, index) =>
        encodePdu({ ...message('x'.repeat(60)), sequence: 10 + index }),
      ),
    );
    const flood = setInterval(() => peer.socket.writableLength < 8_000_000 && peer.write(batch), 1);
    await until(() => expect(session.free).toBe(0), { timeout: 10_000 });
    clearInterval(flood);
    peer.socket.resume();
    peer.send({ command: 'enquire_link', sequence: 0x7ffffff0 });
    await until(() => expect(peer.log.at(-1)).toBe(`enquire_link_resp 0 ${0x7ffffff0}`), {
      timeout: 10_000,
    });
    expect(peer.log.filter((line) => line.startsWith('submit_sm_resp'))).toHaveLength(texts.length);
    expect(closed).toEqual([]);
    expect(session.free).toBe(10);
  });
});

describe('signs of life', () => {
  it('asks a silent peer, and stays as long as it answers', async () => {
    const { peer, session } = await bindRaw({ enquireIntervalMs: 40, enquireTimeoutMs: 400 });
    peer.onPdu = (pdu) => {
      if (pdu.command === 'enquire_link') peer.send({ command: 'enquire_link_resp', sequence: pdu.sequence });
    };
    await until(() =>
      expect(peer.received.filter(({ command }) => command === 'enquire_link').length).toBeGreaterThan(2),
    );
    expect(session.state).toBe('bound_trx');
  });

  it('gives a dead peer up after two questions', async () => {
    const { peer, closed } = await bindRaw({ enquireIntervalMs: 40, enquireTimeoutMs: 40 });
    await until(() => expect(closed).toMatchObject([{ code: 'enquire-timeout' }]));
    expect(peer.received.filter(({ command }) => command === 'enquire_link')).toHaveLength(2);
  });
});

describe('the end of a session', () => {
  it('answers unbind and closes', async () => {
    const { peer, closed } = await bindRaw();
    peer.send({ command: 'unbind', sequence: 9 });
    await until(() => expect(peer.isClosed).toBe(true));
    expect(peer.log).toContain('unbind_resp 0 9');
    expect(closed).toMatchObject([{ code: 'remote-unbind' }]);
  });

  it('unbinds after the last response, and takes nothing new meanwhile', async () => {
    const { peer, session, closed } = await bindRaw();
    session.send({ command: 'deliver_sm', shortMessage: Buffer.from('mo') }, () => undefined);
    await until(() => expect(peer.log).toContain('deliver_sm 0 1'));
    const ended = session.unbind(5000);
    expect(session.state).toBe('unbinding');
    expect(session.send({ command: 'deliver_sm' }, () => undefined)).toBe(false);
    peer.send({ command: 'enquire_link', sequence: 50 });
    await until(() => expect(peer.log).toContain('enquire_link_resp 0 50'));
    expect(peer.log).not.toContain('unbind 0 2');
    peer.onPdu = (pdu) => {
      if (pdu.command === 'unbind') peer.send({ command: 'unbind_resp', sequence: pdu.sequence });
    };
    peer.send({ command: 'deliver_sm_resp', sequence: 1 });
    await ended;
    expect(peer.log).toContain('unbind 0 2');
    expect(closed).toMatchObject([{ code: 'local-unbind' }]);
  });

  it('does not wait for ever for unbind_resp', async () => {
    const { session, closed } = await bindRaw({ unbindTimeoutMs: 30 });
    await session.unbind();
    expect(closed).toMatchObject([{ code: 'local-unbind' }]);
  });
});
