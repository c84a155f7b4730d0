import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { HttpReader } from './http-reader.ts';
import { serveCommands } from './kit-process.ts';
import { monotonicMs } from './monotonic.ts';

/** What the sink has seen since it was last told what to expect. `lastAt` is the monotonic time of the newest answer. */
export type SinkCount = { distinct: number; total: number; lastAt: number };

export type SinkCommands = {
  /** Listens on a free port of 127.0.0.1 and tells it. */
  listen(): Promise<number>;
  /** Forgets what was counted; from now on `count` distinct messages are awaited. */
  expect(count: number): void;
  /** Settles when the awaited count is reached, or when nothing new has come for `quietMs`. */
  finished(quietMs: number): Promise<SinkCount>;
};

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** The customer's server: takes callbacks as fast as it can and counts whose message they tell of. */
export function createSink(): SinkCommands {
  let seen = new Set<string>();
  let total = 0;
  let lastAt = 0;
  let expected = Number.POSITIVE_INFINITY;
  let onReached: (() => void) | null = null;

  function takeCallbacks(socket: Socket): void {
    const reader = new HttpReader();
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      let taken = 0;
      reader.push(chunk, (request, bodyAt) => {
        taken += 1;
        seen.add(messageIdOf(request, bodyAt));
      });
      if (taken === 0) return;
      socket.write(taken === 1 ? answer : answer.repeat(taken), 'latin1');
      total += taken;
      lastAt = monotonicMs();
      if (seen.size >= expected) onReached?.();
    });
  }

  return {
    async listen() {
      const server = createServer(takeCallbacks).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    expect(count) {
      seen = new Set();
      total = 0;
      lastAt = monotonicMs();
      expected = count;
    },
    async finished(quietMs) {
      if (seen.size < expected) {
        await new Promise<void>((resolve) => {
          const watch = setInterval(() => monotonicMs() - lastAt > quietMs && onReached?.(), 200);
          onReached = () => {
            clearInterval(watch);
            onReached = null;
            resolve();
          };
        });
      }
      return { distinct: seen.size, total, lastAt };
    },
  };
}

/** The `msgId` of a JSON callback, or the `id` in the address of one that carries it there. */
function messageIdOf(request: string, bodyAt: number): string {
  const at = request.indexOf('"msgId":"', bodyAt);
  if (at !== -1) return request.slice(at + 9, request.indexOf('"', at + 9));
  return /[?&]id=([^& ]+)/.exec(request)?.[1] ?? request;
}

if (import.meta.main) serveCommands(createSink());
