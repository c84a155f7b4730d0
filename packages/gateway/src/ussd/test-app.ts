import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What an application does with one request: answers, or fails in a way of the world. */
export type Behaviour =
  | string
  | {
      readonly status: number;
      readonly body?: string;
      readonly latin1?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'hang'
  | 'close'
  | 'drip';

export type SeenRequest = {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A customer's application that does what it is told, request by request; the last order stays. */
export type TestApp = {
  readonly url: string;
  readonly seen: SeenRequest[];
  behave(...behaviours: readonly Behaviour[]): void;
  /** Holds answers back until the function it gives is called. */
  hold(): () => void;
  close(): Promise<void>;
};

export async function startTestApp(): Promise<TestApp> {
  const seen: SeenRequest[] = [];
  let orders: Behaviour[] = ['CON menu'];
  let gate: Promise<void> = Promise.resolve();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    seen.push({ method: request.method ?? '', headers: request.headers, body });
    const order = (orders.length > 1 ? orders.shift() : orders[0]) as Behaviour;
    await gate;
    act(order, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/app`,
    seen,
    behave(...behaviours) {
      orders = [...behaviours];
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return () => resolve();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function act(order: Behaviour, response: ServerResponse): void {
  switch (order) {
    case 'hang':
      return;
    case 'close':
      response.destroy();
      return;
    case 'drip': {
      response.writeHead(200);
      const timer = setInterval(() => response.write('C'), 20);
      response.on('close', () => clearInterval(timer));
      return;
    }
  }
  const {
    status,
    body = '',
    latin1,
    headers = {},
  } = typeof order === 'string' ? { status: 200, body: order, latin1: undefined, headers: {} } : order;
  response.writeHead(status, { 'content-type': 'text/plain', ...headers });
  response.end(latin1 === undefined ? body : Buffer.from(latin1, 'latin1'));
}
