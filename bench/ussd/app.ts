import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { HttpReader } from '../http-reader.ts';
import { serveCommands } from '../kit-process.ts';
import { monotonicMs } from '../monotonic.ts';
import { HopLedger } from './hop-ledger.ts';

/** Hops since the behaviour was last set; wrong ones are those that no right session would bring at that place. */
export type AppCount = { hops: number; wrong: number; firstWrong: string | null; unfinished: number };

export type AppCommands = {
  /** Listens on a free port of 127.0.0.1 and tells it. */
  listen(): Promise<number>;
  /** Forgets what was counted. @param delayMs milliseconds it takes for each answer; 0 answers at once */
  behave(behaviour: { delayMs: number }): void;
  count(): AppCount;
};

/**
 * The customer's application: CON or END by the place in the session, which it keeps itself. It writes on each screen the
 * microseconds it took from the request's last octet to this answer.
 */
export function createApp(): AppCommands {
  let ledger = new HopLedger();
  let delayMs = 0;

  function takeHops(socket: Socket): void {
    const reader = new HttpReader();
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) =>
      reader.push(chunk, (request, bodyAt) => {
        const since = monotonicMs();
        const screen = ledger.take(request.slice(0, bodyAt), request.slice(bodyAt));
        if (delayMs === 0) answer(socket, screen, since);
        else setTimeout(answer, delayMs, socket, screen, since);
      }),
    );
  }

  return {
    async listen() {
      const server = createServer(takeHops).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    behave(behaviour) {
      ledger = new HopLedger();
      ({ delayMs } = behaviour);
    },
    count: () => ledger.count(),
  };
}

function answer(socket: Socket, screen: string, since: number): void {
  if (!socket.writable) return;
  const body = `${screen}${Math.round((monotonicMs() - since) * 1000)}`;
  socket.write(
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    'latin1',
  );
}

if (import.meta.main) serveCommands(createApp());
