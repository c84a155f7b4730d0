import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import pg from 'pg';

/** A network between a client and a database server, which can begin to swallow packets. */
export interface SwallowingNetwork {
  /** The way to the database through this network. */
  readonly config: pg.ClientConfig;
  /** From now on nothing passes, in either direction, and connections are made to nobody. */
  swallow(): void;
  /** Everything passes again, and what was held back arrives. */
  heal(): void;
  close(): Promise<void>;
}

export async function swallowingNetwork(to: pg.ClientConfig): Promise<SwallowingNetwork> {
  const { host, port, user, password, database } = new pg.Client(to);
  const sockets = new Set<Socket>();
  let swallows = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    keep(near);
    keep(far);
    near.on('data', (data) => far.write(data)).on('end', () => far.end());
    far.on('data', (data) => near.write(data)).on('end', () => near.end());
    if (swallows) for (const socket of [near, far]) socket.pause();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: nearPort } = server.address() as AddressInfo;
  return {
    config: { host: '127.0.0.1', port: nearPort, user, password, database },
    swallow: () => {
      swallows = true;
      for (const socket of sockets) socket.pause();
    },
    heal: () => {
      swallows = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
