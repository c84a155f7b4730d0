import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import { KitProcess, serveCommands } from '../kit-process.ts';
import type { UssdSubject } from './subject.ts';

export type ProxyCommands = {
  /** Listens on a free port of 127.0.0.1 and tells it. @param appPort where everything is forwarded to */
  start(appPort: number): Promise<number>;
};

/** A reverse proxy and nothing else, in one process: `node:http` in, undici's pool out, bodies as they come. */
export function createProxy(): ProxyCommands {
  return {
    async start(appPort) {
      const pool = new Pool(`http://127.0.0.1:${appPort}`, { connections: 256, pipelining: 1 });
      const server = createServer((request, response) => forward(pool, request, response));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
  };
}

function forward(pool: Pool, request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    pool.dispatch(
      {
        method: request.method as Dispatcher.HttpMethod,
        path: request.url ?? '/',
        headers: { 'content-type': request.headers['content-type'] ?? '' },
        body: Buffer.concat(chunks),
      },
      answerInto(response),
    );
  });
}

function answerInto(response: ServerResponse): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  return {
    onRequestStart: () => undefined,
    onResponseStart(_, status, headers) {
      response.statusCode = status;
      response.setHeader('content-type', headers['content-type'] ?? '');
    },
    onResponseData: (_, chunk) => void chunks.push(Buffer.from(chunk)),
    onResponseEnd: () => void response.end(Buffer.concat(chunks)),
    onResponseError(_, error) {
      response.statusCode = 502;
      response.end(error.message);
    },
  };
}

export const proxySubject: UssdSubject = {
  name: 'proxy',
  async start({ appPort }) {
    const proxy = new KitProcess<ProxyCommands>('./ussd/proxy.ts');
    const port = await proxy.call('start', appPort);
    return {
      target: { port, path: '/operator' },
      processes: () => ({ proxy: [proxy.pid] }),
      mainPid: proxy.pid,
      stop: () => proxy.stop(),
    };
  },
};

if (import.meta.main) serveCommands(createProxy());
