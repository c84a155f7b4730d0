import { readCallbackFailure } from '../customer-app/callback-failures.ts';
import type { CallbackFilter } from '../customer-app/callback-sink.ts';
import { InvalidInput } from '../invalid-input.ts';
import { readObject, readText } from '../read-input.ts';
import type { Simulator } from '../simulator.ts';
import { readBehaviourChange } from '../smsc/behaviour-set.ts';
import { behaviours } from '../smsc/behaviours/registry.ts';
import { moExample, readMo } from './read-mo.ts';
import { ussdRoutes } from './ussd-routes.ts';

export interface RouteCall {
  simulator: Simulator;
  /** What stood in the place of `:name` in the path. */
  name: string;
  query: URLSearchParams;
  /** Parsed JSON, undefined without a body. */
  body: unknown;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** At most one variable segment, written `:name`. */
  path: string;
  summary: string;
  /** A body that can be sent. */
  example?: unknown;
  /** Returns the body of a 200 answer, or a status with it. */
  handle(call: RouteCall): unknown;
}

/** An answer with a status other than 200. */
export class Answer {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}

const moWaitMs = 5_000;
const failureExample = { kind: 'status', status: 503, times: 2 };
const behaviourExample = { global: { latency: 50 }, prefixes: { '254711': { finalState: 'UNDELIV' } } };

/** The control API, one line per thing one can do. `/events` is a stream and lives in the server. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/state',
    summary: 'Addresses, binds, queues and counters.',
    handle: ({ simulator }) => simulator.state(),
  },
  {
    method: 'GET',
    path: '/inbox',
    summary: 'Numbers that have received something.',
    handle: ({ simulator }) => ({ numbers: simulator.numbers() }),
  },
  {
    method: 'GET',
    path: '/inbox/:name',
    summary: 'What the phone with this number shows.',
    handle: ({ simulator, name }) => simulator.inbox(name),
  },
  {
    method: 'GET',
    path: '/submits',
    summary: 'Submits as they arrived on the wire, newest last. Filter: to.',
    handle: ({ simulator, query }) => ({ submits: simulator.submits(query.get('to') ?? undefined) }),
  },
  {
    method: 'DELETE',
    path: '/inbox',
    summary: 'Empties every inbox.',
    handle: ({ simulator }) => {
      simulator.clearInboxes();
      return { cleared: true };
    },
  },
  {
    method: 'POST',
    path: '/mo',
    summary: 'A subscriber sends a message. Waits for the answer of the bound ESME, at most ?wait=5000 ms.',
    example: moExample,
    handle: async ({ simulator, body, query }) => {
      const waitMs = readWhole(query, 'wait') ?? moWaitMs;
      const result = await firstWithin(simulator.sendMo(readMo(body)), waitMs);
      return (
        result ?? new Answer(202, { state: 'queued', detail: 'No bind has taken it yet; it stays queued.' })
      );
    },
  },
  {
    method: 'GET',
    path: '/callbacks',
    summary: 'Callbacks received. Filters: path, contains, after (a number), limit.',
    handle: ({ simulator, query }) => ({ callbacks: simulator.callbacks(readFilter(query)) }),
  },
  {
    method: 'DELETE',
    path: '/callbacks',
    summary: 'Forgets the callbacks received.',
    handle: ({ simulator }) => {
      simulator.clearCallbacks();
      return { cleared: true };
    },
  },
  {
    method: 'PUT',
    path: '/callbacks/failure',
    summary: 'Makes the callback sink fail: status, hang, close, drip, redirect or garbage.',
    example: failureExample,
    handle: ({ simulator, body }) => {
      const failure = readCallbackFailure(body);
      simulator.failCallbacks(failure);
      return { failure };
    },
  },
  {
    method: 'DELETE',
    path: '/callbacks/failure',
    summary: 'Makes the callback sink answer well again.',
    handle: ({ simulator }) => {
      simulator.failCallbacks(null);
      return { failure: null };
    },
  },
  {
    method: 'GET',
    path: '/behaviours',
    summary: 'Behaviours in force, and those there are, each with an example.',
    handle: ({ simulator }) => ({
      ...simulator.behaviours(),
      available: behaviours.map(({ name, summary, example, scope }) => ({ name, summary, example, scope })),
    }),
  },
  {
    method: 'PUT',
    path: '/behaviours',
    summary: 'Replaces all behaviours; what is left out is normal.',
    example: behaviourExample,
    handle: ({ simulator, body }) => {
      simulator.replaceBehaviours(body);
      return simulator.behaviours();
    },
  },
  {
    method: 'PATCH',
    path: '/behaviours',
    summary: 'Changes some behaviours; null takes one away. ?prefix=2547 for one destination prefix.',
    example: { latency: 50, throttle: null },
    handle: ({ simulator, body, query }) => {
      const prefix = query.get('prefix') ?? '';
      simulator.setBehaviour(readBehaviourChange(body), { prefix });
      return simulator.behaviours();
    },
  },
  {
    method: 'DELETE',
    path: '/behaviours',
    summary: 'Back to the normal operator.',
    handle: ({ simulator }) => {
      simulator.resetBehaviours();
      return simulator.behaviours();
    },
  },
  {
    method: 'POST',
    path: '/links/drop',
    summary: 'Cuts the connections of all binds, or of one system_id, now.',
    example: { systemId: 'ujumbe' },
    handle: ({ simulator, body }) => {
      const input = readObject(body ?? {}, 'body', ['systemId']);
      const systemId =
        input.systemId === undefined ? undefined : readText(input.systemId, 'systemId', 'a system_id');
      return { dropped: simulator.dropLinks(systemId) };
    },
  },
  ...ussdRoutes,
];

function readFilter(query: URLSearchParams): CallbackFilter {
  const filter: CallbackFilter = {};
  const path = query.get('path');
  const contains = query.get('contains');
  if (path !== null) filter.path = path;
  if (contains !== null) filter.contains = contains;
  for (const name of ['after', 'limit'] as const) {
    const number = readWhole(query, name);
    if (number !== undefined) filter[name] = number;
  }
  return filter;
}

function readWhole(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new InvalidInput(name, text, 'a whole number');
  return Number(text);
}

/** The value of a promise, or null when it takes longer than `ms`. */
async function firstWithin<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
