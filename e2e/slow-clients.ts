import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Clients that have begun a request and never come to its end. */
export type SlowClients = {
  /** How many the server has not sent away. */
  readonly open: number;
  end(): void;
};

const BEGUN = [
  'POST /api/messaging/sendsms HTTP/1.1\r\nHost: gateway\r\nX-Slow: ',
  '\r\nContent-Length: 500\r\n\r\n{',
];

/** Half of them drip their headers, half their bodies, a byte every half second. Settles when all are connected. */
export async function startSlowClients(baseUrl: string, count: number, key: string): Promise<SlowClients> {
  const { hostname, port } = new URL(baseUrl);
  const sockets = new Set<Socket>();
  for (let index = 0; index < count; index += 1) {
    const socket = connect(Number(port), hostname);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
    const [headers, body] = BEGUN;
    socket.write(index % 2 === 0 ? `${headers}` : `${headers}1\r\nAuthorization: Bearer ${key}${body}`);
  }
  await Promise.all([...sockets].map((socket) => once(socket, 'connect')));
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, 500);
  return {
    get open() {
      return sockets.size;
    },
    end() {
      clearInterval(drip);
      for (const socket of sockets) socket.destroy();
    },
  };
}
