import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventHub } from '../events.ts';

const keepAliveMs = 15_000;
/** A reader this far behind is cut off; it resumes with Last-Event-ID. */
const maxUnreadBytes = 1_000_000;

/** Answers with Server-Sent Events: `id`, `event` (the type) and `data` (JSON). Resumes after Last-Event-ID. */
export function streamEvents(hub: EventHub, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': connected\n\n');
  const resumeAfter = Number(request.headers['last-event-id'] ?? Number.NaN);
  const stop = hub.follow(
    ({ id, at, event }) => {
      response.write(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify({ at, ...event })}\n\n`);
      if (response.writableLength > maxUnreadBytes) response.destroy();
    },
    Number.isInteger(resumeAfter) ? resumeAfter : undefined,
  );
  const keepAlive = setInterval(() => response.write(': still here\n\n'), keepAliveMs);
  response.on('close', () => {
    stop();
    clearInterval(keepAlive);
  });
}
