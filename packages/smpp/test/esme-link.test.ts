import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { CloseReason, EsmeLinkOptions, LinkState } from '../src/index.ts';
import { cleanUp, fixture, message, startLink, startRawSmsc, startSmsc, until } from './kit.ts';

afterEach(cleanUp);

/** A link with all it tells. */
function watchLink(port: number, options: Partial<EsmeLinkOptions> = {}) {
  const states: LinkState[] = [];
  const unbound: CloseReason[] = [];
  const link = startLink(
    port,
    { onState: (state) => states.push(state), onUnbound: (reason) => unbound.push(reason) },
    options,
  );
  const phases = (): string[] => states.map(({ phase }) => phase);
  return { link, states, unbound, phases };
}

describe('EsmeLink', () => {
  it('binds, and tells each phase', async () => {
    const { port, server } = await startSmsc();
    const { link, phases } = watchLink(port);
    await until(() => expect(link.session?.state).toBe('bound_trx'));
    expect(phases()).toEqual(['connecting', 'binding', 'bound']);
    expect([...server.sessions].map(({ systemId }) => systemId)).toEqual(['esme01']);
    await link.stop();
    expect(link.state.phase).toBe('stopped');
    await until(() => expect(server.sessions.size).toBe(0));
  });

  it('comes back after the operator has dropped it, and after an unbind', async () => {
    const { port, server } = await startSmsc();
    const { link, unbound } = watchLink(port);
    await until(() => expect(server.sessions.size).toBe(1));
    for (const session of server.sessions) session.destroy();
    await until(() => expect(unbound).toMatchObject([{ code: 'remote-close' }]));
    await until(() => expect(link.session).not.toBeNull());
    for (const session of server.sessions) void session.unbind();
    await until(() => expect(unbound[1]).toMatchObject({ code: 'remote-unbind' }));
    await until(() => expect(link.session).not.toBeNull());
  });

  it('waits a while after the operator has ended the session', async () => {
    const { port, server } = await startSmsc();
    const { link } = watchLink(port, { reconnect: { minAfterRemoteCloseMs: 60_000 } });
    await until(() => expect(server.sessions.size).toBe(1));
    for (const session of server.sessions) session.destroy();
    await until(() => expect(link.state.phase).toBe('waiting'));
    await link.stop();
    expect(link.state).toMatchObject({ phase: 'stopped', lastError: 'the peer closed the connection' });
  });

  it('keeps trying when nobody listens, and counts', async () => {
    const { port, server } = await startSmsc();
    await server.close();
    const { link } = watchLink(port);
    await until(() => expect(link.state.attempts).toBeGreaterThan(2));
    expect(link.state.lastError).toContain('ECONNREFUSED');
  });

  it('starts the count anew after a bind that held', async () => {
    const { port, server } = await startSmsc();
    await server.close();
    const { link, states } = watchLink(port, { reconnect: { stableAfterMs: 0 } });
    await until(() => expect(link.state.attempts).toBeGreaterThan(1));
    await startSmsc({ port });
    await until(() => expect(link.session).not.toBeNull());
    link.session?.destroy();
    expect(states.at(-1)).toMatchObject({ phase: 'waiting', attempts: 1 });
  });

  it('hammers no account with wrong credentials', async () => {
    const { port } = await startSmsc();
    const { link, phases } = watchLink(port, {
      bind: { mode: 'transceiver', systemId: 'e', password: 'wrong' },
    });
    await until(() => expect(link.state.phase).toBe('waiting'));
    expect(link.state.lastError).toBe('the bind was refused: ESME_RINVPASWD');
    expect(phases()).toEqual(['connecting', 'binding', 'waiting']);
  });

  it('tries again soon after a temporary refusal', async () => {
    const { port, peers } = await startRawSmsc(undefined, 0x08);
    const { link } = watchLink(port);
    await until(() => expect(peers.length).toBeGreaterThan(2));
    expect(link.state.lastError).toBe('the bind was refused: ESME_RSYSERR');
    expect(link.session).toBeNull();
  });

  it('gives up a bind nobody answers', async () => {
    const { port, peers } = await startRawSmsc((peer) => peer.socket.pause());
    const { link } = watchLink(port, { bindTimeoutMs: 40, session: { responseTimeoutMs: 50 } });
    await until(() => expect(peers.length).toBeGreaterThan(1));
    expect(link.state.lastError).toBe('the bind was not answered in time');
  });

  it('stops while it waits, connects or binds', async () => {
    const { port } = await startRawSmsc((peer) => peer.socket.pause());
    const { link } = watchLink(port);
    await link.stop();
    expect(link.state.phase).toBe('stopped');
    link.start();
    await until(() => expect(link.state.phase).toBe('binding'));
    await link.stop();
    expect(link.state.phase).toBe('stopped');
  });

  it('drains before it unbinds', async () => {
    const waiting: (() => void)[] = [];
    const { port } = await startSmsc(
      {},
      { onRequest: (pdu, from) => waiting.push(() => from.respond(pdu, { messageId: 'm1' })) },
    );
    const { link } = watchLink(port);
    await until(() => expect(link.session).not.toBeNull());
    const answer = link.session?.request(message());
    await until(() => expect(waiting).toHaveLength(1));
    const stopped = link.stop({ drainMs: 5000 });
    for (const respond of waiting) respond();
    await stopped;
    await expect(answer).resolves.toMatchObject({ messageId: 'm1' });
  });

  it('handles a deliver_sm that comes right behind the bind response', async () => {
    const { port } = await startSmsc(
      {},
      { onBound: (session) => session.send({ command: 'deliver_sm' }, () => undefined) },
    );
    const requests: string[] = [];
    startLink(port, { onRequest: (pdu) => requests.push(pdu.command) });
    await until(() => expect(requests).toEqual(['deliver_sm']));
  });
});

describe('TLS', () => {
  const cert = fixture('localhost.cert.pem');
  const key = fixture('localhost.key.pem');
  const pinSha256 = new X509Certificate(cert).fingerprint256;
  const startTls = () =>
    startSmsc(
      { tls: { cert, key } },
      { onRequest: (pdu, from) => from.respond(pdu, { messageId: 'over TLS' }) },
    );

  it('binds to a server whose certificate it trusts, and exchanges messages', async () => {
    const { port } = await startTls();
    const { link } = watchLink(port, { host: 'localhost', tls: { ca: cert } });
    await until(() => expect(link.session).not.toBeNull());
    await expect(link.session?.request(message())).resolves.toMatchObject({ messageId: 'over TLS' });
  });

  it.each([
    ['a certificate nobody vouches for', {}, 'self-signed certificate'],
    ['a name the certificate does not have', { ca: cert, servername: 'smsc.example' }, 'smsc.example'],
    ['another certificate than the pinned', { ca: cert, pinSha256: 'ab'.repeat(32) }, 'not the pinned abab'],
  ])('refuses %s', async (_label, tls, error) => {
    const { port, server } = await startTls();
    const { link } = watchLink(port, { host: 'localhost', tls });
    await until(() => expect(link.state.lastError).toContain(error));
    expect(server.sessions.size).toBe(0);
  });

  it('accepts a pinned certificate nobody vouches for', async () => {
    const { port } = await startTls();
    const { link } = watchLink(port, { tls: { rejectUnauthorized: false, pinSha256 } });
    await until(() => expect(link.session).not.toBeNull());
  });

  it('asks for a client certificate where the server wants one', async () => {
    const { port } = await startSmsc({
      tls: { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true },
    });
    const without = watchLink(port, { host: 'localhost', tls: { ca: cert } });
    await until(() => expect(without.link.state.attempts).toBeGreaterThan(0));
    const { link } = watchLink(port, { host: 'localhost', tls: { ca: cert, cert, key } });
    await until(() => expect(link.session).not.toBeNull());
    expect(without.link.session).toBeNull();
  });

  it('does not wait for ever for a handshake', async () => {
    const { port } = await startRawSmsc((peer) => peer.socket.pause());
    const { link } = watchLink(port, { tls: {}, connectTimeoutMs: 40 });
    await until(() => expect(link.state.lastError).toContain('within 40 ms'));
  });
});
