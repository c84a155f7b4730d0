import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import { KitProcess, serveCommands } from '../kit-process.ts';
import type { UssdSubject } from './subject.ts';

/** What the proxy calls the application with: undici's pool, or `node:http` alone. */
export type ProxyClient = 'undici' | 'node';

type ProxyCommands = {
  /** Listens on a free port of 127.0.0.1 and tells it. @param order where everything is forwarded to, and how */
  start(order: { appPort: number; client: ProxyClient }): Promise<number>;
};

type Forward = (request: IncomingMessage, response: ServerResponse) => void;

const connections = 256;

/** A reverse proxy and nothing else, in one process: headers and bodies go on as they come. */
export function createProxy(): ProxyCommands {
  return {
    async start({ appPort, client }) {
      const server = createServer(client === 'undici' ? overUndici(appPort) : overNode(appPort));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
  };
}

function overUndici(appPort: number): Forward {
  const pool = new Pool(`http://127.0.0.1:${appPort}`, { connections });
  return (request, response) => {
    const { connection: _, ...headers } = request.headers;
    const order = { method: request.method ?? 'POST', path: request.url ?? '/', headers, body: request };
    pool.stream(
      order as Dispatcher.RequestOptions,
      (answer) => response.writeHead(answer.statusCode, answer.headers),
      (error) => {
        if (error !== null) response.destroy(error);
      },
    );
  };
}

function overNode(appPort: number): Forward {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return (request, response) => {
    const { method, url: path, headers } = request;
    const order = { agent, host: '127.0.0.1', port: appPort, method, path, headers };
    const onward = send(order, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', (error) => response.destroy(error));
    request.pipe(onward);
  };
}

export function proxySubject(client: ProxyClient): UssdSubject {
  return {
    name: 'proxy',
    async start({ appPort }) {
      const proxy = new KitProcess<ProxyCommands>('./ussd/proxy.ts');
      const port = await proxy.call('start', { appPort, client });
      return {
        target: { port, path: '/operator' },
        processes: () => ({ proxy: [proxy.pid] }),
        mainPid: proxy.pid,
        stop: () => proxy.stop(),
      };
    },
  };
}

if (import.meta.main) serveCommands(createProxy());
