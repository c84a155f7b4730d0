import type { Socket } from 'node:net';
import type pg from 'pg';

/** The server itself ends a statement of the hot path, or of an answer somebody waits for, after this long. */
export const STATEMENT_MS = 5000;

/** A server that should have ended a statement and still says nothing is frozen, or the network swallows its packets. */
export const SILENCE_MS = STATEMENT_MS + 2000;

/** How long the opening of a connection may take. */
export const CONNECT_MS = 3000;

/**
 * Destroys the connection when the server has been silent for so long while an answer is due, and what is under way fails.
 * Neither a frozen server nor a dead network would answer a polite goodbye. It costs a statement nothing of its own: Node
 * keeps one timer per socket, and starts it again whenever something is read or written.
 *
 * @param isAwaited whether an answer is due; a connection that only waits for work may be silent as long as it likes
 */
export function destroyWhenSilent(
  client: pg.Client,
  silenceMs: number,
  isAwaited: () => boolean = () => true,
): void {
  const socket = client.connection.stream as Socket;
  socket.setTimeout(silenceMs);
  socket.on('timeout', () => {
    // What begins in this very turn of the loop has only been asked.
    if (!isAwaited()) return;
    const { bytesRead } = socket;
    // After a pause of this process itself the answer may have come and not been read yet: it is, in this turn of the loop.
    setImmediate(() => {
      if (socket.bytesRead === bytesRead && isAwaited())
        socket.destroy(new Error(`it has said nothing for ${silenceMs / 1000} s`));
    });
  });
}

/** A goodbye is waited for no longer than this. */
const GOODBYE_MS = 1000;

/** Ends a connection that `destroyWhenSilent` watches, and settles when it is closed, in whatever state the server is. */
export async function sayGoodbye(client: pg.Client): Promise<void> {
  (client.connection.stream as Socket).setTimeout(GOODBYE_MS);
  await client.end();
}
