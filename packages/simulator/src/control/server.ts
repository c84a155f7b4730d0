import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import type { Simulator } from '../simulator.ts';
import { streamEvents } from './event-stream.ts';
import { foreignCaller } from './loopback-only.ts';
import { ControlError, type Problem, problemOf } from './problem.ts';
import { readJson } from './read-json.ts';
import { Answer, type Route, routes } from './routes.ts';

export interface ControlServer {
  readonly url: string;
  stop(): Promise<void>;
}

const methods = 'GET, POST, PUT, PATCH, DELETE, OPTIONS';

/** Starts the control API on 127.0.0.1. Pages of other sites are refused. */
export async function startControl(simulator: Simulator, port: number): Promise<ControlServer> {
  const server = createServer((request, response) => {
    const refusal = foreignCaller(request);
    if (refusal) {
      sendProblem(response, { title: 'Loopback only', status: 403, detail: refusal });
      return;
    }
    allowOrigin(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (request.method === 'GET' && url.pathname === '/events') {
      streamEvents(simulator.events, request, response);
      return;
    }
    void answer(simulator, request, url, response);
  });
  const actualPort = await listenOnLoopback(server, port, 'control API');
  return { url: `http://127.0.0.1:${actualPort}`, stop: () => closeServer(server) };
}

async function answer(
  simulator: Simulator,
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  let example: unknown;
  try {
    if (request.method === 'GET' && url.pathname === '/') {
      sendJson(response, 200, { routes: describeRoutes() });
      return;
    }
    const { route, name } = findRoute(request.method ?? 'GET', url.pathname);
    example = route.example;
    const body = await readJson(request);
    const result = await route.handle({ simulator, name, query: url.searchParams, body });
    if (result instanceof Answer) sendJson(response, result.status, result.body);
    else sendJson(response, 200, result);
  } catch (error) {
    sendProblem(response, problemOf(error, example));
  }
}

function findRoute(method: string, pathname: string): { route: Route; name: string } {
  const found = routes.flatMap((route) => {
    const name = matchPath(route.path, pathname);
    return name === null ? [] : [{ route, name }];
  });
  const match = found.find(({ route }) => route.method === method);
  if (match) return match;
  const known = found.map(({ route }) => route.method).join(', ');
  throw new ControlError(
    known === ''
      ? { title: 'No such path', status: 404, detail: `There is no ${pathname}. GET / lists what there is.` }
      : { title: 'Wrong method', status: 405, detail: `${pathname} takes ${known}, not ${method}.` },
  );
}

/** The value of the variable segment ('' without one), or null when the path is another. */
function matchPath(pattern: string, pathname: string): string | null {
  if (!pattern.endsWith('/:name')) return pattern === pathname ? '' : null;
  const prefix = pattern.slice(0, -':name'.length);
  const rest = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : '';
  if (rest === '' || rest.includes('/')) return null;
  try {
    return decodeURIComponent(rest);
  } catch (error) {
    const detail = `${rest} is not a well-formed path segment: ${(error as Error).message}`;
    throw new ControlError({ title: 'Bad path', status: 400, detail });
  }
}

function describeRoutes(): unknown[] {
  const described = routes.map(({ method, path, summary, example }) => ({ method, path, summary, example }));
  return [
    ...described,
    { method: 'GET', path: '/events', summary: 'Server-Sent Events of all that happens.' },
  ];
}

function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('vary', 'origin');
  if (request.headers.origin === undefined) return;
  response.setHeader('access-control-allow-origin', request.headers.origin);
  response.setHeader('access-control-allow-methods', methods);
  response.setHeader('access-control-allow-headers', 'content-type, last-event-id');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(`${JSON.stringify(body, null, 2)}\n`);
}

function sendProblem(response: ServerResponse, problem: Problem): void {
  response.writeHead(problem.status, { 'content-type': 'application/problem+json; charset=utf-8' });
  response.end(`${JSON.stringify(problem, null, 2)}\n`);
}
