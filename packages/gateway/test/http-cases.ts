import { deepStrictEqual } from 'node:assert';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatMoney } from '#core/money.ts';
import { fill, type Json, matches } from './case-patterns.ts';
import { readCurl } from './curl.ts';
import {
  type AccountWish,
  type HttpWorld,
  openHttpWorld,
  type TestAccount,
  type WorldChange,
} from './http-world.ts';

/** One row of a table of HTTP cases: what is asked, what must be answered, what must be in the database afterwards. */
export type HttpCase = {
  readonly id: string;
  readonly why: string;
  readonly account?: AccountWish;
  readonly world?: WorldChange;
  readonly request: CaseRequest;
  /** Further requests, each with its own answer. */
  readonly then?: readonly { readonly request: CaseRequest; readonly answer: CaseAnswer }[];
  /** Sends the request so many times at once and counts the outcomes instead of comparing an answer. */
  readonly atOnce?: { readonly times: number; readonly tally: Readonly<Record<string, number>> };
  /** Cuts the connection that accepts messages again and again meanwhile; answers may then be 503 too. */
  readonly cutConnections?: { readonly times: number; readonly requests: number };
  readonly answer?: CaseAnswer;
  readonly effect?: {
    readonly messages?: number;
    readonly charged?: string;
    /** Columns that the stored messages have, in order of their ids. */
    readonly rows?: readonly Json[];
  };
};

export type CaseRequest = {
  readonly curl?: readonly string[];
  readonly replace?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly json?: Json;
  readonly text?: string;
  readonly hex?: string;
};

export type CaseAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Json;
};

/** Runs a table of cases, each with an account of its own, and holds the books against the answers after every one. */
export function runHttpCases(title: string, cases: readonly HttpCase[], path: string): void {
  describe(title, () => {
    let world: HttpWorld;
    beforeAll(async () => {
      world = await openHttpWorld();
    });
    afterAll(() => world.close());

    for (const one of cases) {
      test(`${one.id} ${one.why}`, () => runCase(world, one, path));
    }
  });
}

async function runCase(world: HttpWorld, one: HttpCase, path: string): Promise<void> {
  const account = await world.addAccount(one.account);
  const app = one.world === undefined ? world.app : world.server(one.world);
  const answers: LightMyRequestResponse[] = [];
  const ask = async (request: CaseRequest) => {
    const answer = await send(app, request, path, account);
    answers.push(answer);
    return answer;
  };
  if (one.cutConnections) {
    await askWhileCutting(world, one.cutConnections, () => ask(one.request));
    expect(
      answers.map((answer) => answer.statusCode).filter((status) => status !== 200 && status !== 503),
    ).toEqual([]);
    await checkBooks(world, account, answers);
    return;
  }
  if (one.atOnce) {
    await Promise.all(Array.from({ length: one.atOnce.times }, () => ask(one.request)));
    deepStrictEqual(tally(answers), one.atOnce.tally);
    const shown = answers.flatMap(resultsIn).filter(({ status }) => status === 'SUCCESS');
    expect(new Set(shown.map(({ balance }) => balance)).size, 'each shows its own balance').toBe(
      shown.length,
    );
  } else {
    const captured = new Map<string, string>();
    check(await ask(one.request), one.answer, captured);
    for (const step of one.then ?? []) check(await ask(step.request), step.answer, captured);
  }
  await checkBooks(world, account, answers);
  await checkEffect(world, account, one.effect);
}

async function askWhileCutting(
  world: HttpWorld,
  { times, requests }: { times: number; requests: number },
  ask: () => Promise<unknown>,
): Promise<void> {
  for (let cut = 0; cut < times; cut += 1) {
    const asked = Array.from({ length: requests }, ask);
    await world.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'ujumbe accept'`,
    );
    await Promise.all(asked);
  }
}

/** Sends the request of a case as an account. */
export function send(app: FastifyInstance, request: CaseRequest, path: string, account: TestAccount) {
  const { method, url, headers, payload } = request.curl
    ? readCurl(request.curl.join('\n'), { '<<API-KEY>>': account.key, ...request.replace })
    : plainRequest(request, path, account);
  return app.inject({
    method: method as 'POST',
    url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
}

function plainRequest(request: CaseRequest, path: string, account: TestAccount) {
  const headers: Record<string, string> = {};
  const wanted = {
    authorization: `Bearer ${account.key}`,
    'content-type': 'application/json',
    ...request.headers,
  };
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== null) headers[name] = value.replace('<key>', account.key);
  }
  return {
    method: request.method ?? 'POST',
    url: fill(request.path ?? path) as string,
    headers,
    payload: payloadOf(request),
  };
}

function payloadOf({ json, text, hex }: CaseRequest): string | Buffer | undefined {
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  if (text !== undefined) return fill(text) as string;
  return json === undefined ? undefined : JSON.stringify(fill(json));
}

/** Holds an answer against the pattern of a case. */
export function check(
  answer: LightMyRequestResponse,
  expected: CaseAnswer | undefined,
  captured: Map<string, string>,
): void {
  if (expected === undefined) throw new Error('This case expects nothing.');
  const readable = `HTTP ${answer.statusCode} ${answer.body}`;
  expect(answer.statusCode, readable).toBe(expected.status);
  for (const [name, value] of Object.entries(expected.headers ?? {}))
    expect(answer.headers[name]).toBe(value);
  if (expected.headers?.['content-type'] === undefined) {
    expect(answer.headers['content-type']).toBe('application/json');
  }
  const problem = matches(fill(expected.body), JSON.parse(answer.body), captured);
  expect(problem, readable).toBeNull();
}

/** How often each outcome came, by status and code. */
function tally(answers: readonly LightMyRequestResponse[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    for (const result of resultsIn(answer)) {
      const outcome = `${result.status} ${result.statusCode}`;
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  }
  return counts;
}

type AnyResult = { status: string; statusCode?: string; msgId: string; cost: string; balance: string };

function resultsIn(answer: LightMyRequestResponse): AnyResult[] {
  return [JSON.parse(answer.body) as AnyResult | AnyResult[]].flat();
}

/** Whatever happened: every SUCCESS is stored once, and the balance is what the ledger and the messages say. */
async function checkBooks(
  world: HttpWorld,
  account: TestAccount,
  answers: readonly LightMyRequestResponse[],
) {
  const { rows } = await world.pool.query<{ id: string; price: string }>(
    'select id, price from messages where account_id = $1',
    [account.id],
  );
  const stored = new Set(rows.map((row) => row.id));
  const promised = answers
    .flatMap(resultsIn)
    .filter((result) => result.status === 'SUCCESS' && 'msgId' in result);
  for (const result of promised) expect(stored, result.msgId).toContain(result.msgId);
  const spent = rows.reduce((sum, row) => sum + Number(row.price), 0);
  const books = await world.pool.query<{ ledger: string; balance: string }>(
    `select (select coalesce(sum(amount), 0) from ledger where account_id = $1) as ledger, balance
     from balances where account_id = $1`,
    [account.id],
  );
  expect(books.rows[0]).toEqual({
    ledger: String(0 - spent),
    balance: String(account.openingBalance - spent),
  });
  expect(Number(books.rows[0]?.balance)).toBeGreaterThanOrEqual(0);
}

async function checkEffect(
  world: HttpWorld,
  account: TestAccount,
  effect: HttpCase['effect'],
): Promise<void> {
  const { rows } = await world.pool.query<Record<string, Json>>(
    'select * from messages where account_id = $1 order by id',
    [account.id],
  );
  expect(rows).toHaveLength(effect?.messages ?? 0);
  const charged = rows.reduce((sum, row) => sum + Number(row.price), 0);
  if (effect?.charged !== undefined) expect(formatMoney(charged)).toBe(effect.charged);
  for (const [index, expected] of (effect?.rows ?? []).entries()) {
    expect(rows[index]).toMatchObject(fill(expected) as Record<string, Json>);
  }
}
