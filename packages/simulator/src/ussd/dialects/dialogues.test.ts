import { describe, expect, it } from 'vitest';
import {
  balance,
  code,
  type GivenAnswer,
  menu,
  newGateway,
  newNetwork,
  type SeenRequest,
} from '../../../test/front-world.ts';
import { connectionProblem } from '../front.ts';
import type { FrontSettings, UssdNetwork } from '../network.ts';
import cases from './dialogues.cases.json' with { type: 'json' };
import { dialects } from './registry.ts';

interface ExpectedRequest {
  url?: string;
  type?: string;
  cookie?: string;
  authorization?: string;
  body?: string;
}

interface CaseAnswer {
  status?: number;
  type: string;
  headers?: Record<string, string>;
  body: string;
}

/** `{session}` and `{other}` stand for what the front chose; all requests of a session must have the same. */
interface DialogueCase {
  adapter: string;
  options: object;
  requests: ExpectedRequest[];
  /** The request that tells of a hang-up, and of a time-out; left out: nobody is told. */
  user?: ExpectedRequest;
  timeout?: ExpectedRequest;
  answers: [CaseAnswer, CaseAnswer];
  refused: [why: string, answer: CaseAnswer][];
}

const phone = '254700000001';
const all = cases as unknown as DialogueCase[];
const named = all.map((one, index) => ({ ...one, name: `${one.adapter} (${index})` }));

const hole = (text: string): RegExp => {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    `^${escaped.replaceAll('\\{session\\}', '([\\w-]+)').replaceAll('\\{other\\}', '\\w+')}$`,
  );
};

const whole = ({ method, url, body }: SeenRequest): string => (method === 'GET' ? url : body);
const expected = (request: ExpectedRequest): string => request.url ?? request.body ?? '';
const sessionOf = (request: SeenRequest, like: ExpectedRequest): string | undefined =>
  hole(expected(like)).exec(whole(request))?.[1];

function checkRequest(request: SeenRequest | undefined, like: ExpectedRequest): void {
  expect(request && whole(request)).toMatch(hole(expected(like)));
  expect(request?.method).toBe(like.url === undefined ? 'POST' : 'GET');
  if (like.url === undefined) expect(request?.url).toBe('/ussd/t0ken');
  if (like.type !== undefined) expect(request?.headers['content-type']).toBe(like.type);
  expect(request?.headers.cookie).toBe(like.cookie);
  expect(request?.headers.authorization).toBe(like.authorization);
}

function given(answer: CaseAnswer, like: ExpectedRequest): GivenAnswer {
  return (request: SeenRequest) => {
    const session = sessionOf(request, like) ?? '';
    const origin = `http://${request.headers.host}`;
    return {
      status: answer.status ?? 200,
      headers: { 'content-type': answer.type, ...answer.headers },
      body: answer.body.replaceAll('{session}', session).replaceAll('{origin}', origin),
    };
  };
}

async function start(
  one: DialogueCase,
  ...answers: CaseAnswer[]
): Promise<{ seen: SeenRequest[]; network: UssdNetwork }> {
  const gateway = await newGateway(
    ...answers.map((answer, index) => given(answer, one.requests[index] ?? one.user ?? {})),
  );
  const settings = { adapter: one.adapter, url: gateway.url, options: one.options };
  return { seen: gateway.seen, network: newNetwork(settings as unknown as FrontSettings) };
}

const empty: CaseAnswer = { type: 'text/plain', body: '' };

describe.each(named)('$name', (one) => {
  it('asks and reads as documented', async () => {
    const { seen, network } = await start(one, ...one.answers);
    expect(await network.dial(phone, code)).toEqual({ text: menu, open: true });
    expect(await network.answer(phone, '1')).toEqual({ text: balance, open: false });
    expect(seen).toHaveLength(2);
    for (const [index, like] of one.requests.entries()) checkRequest(seen[index], like);
    const [first, second] = seen.map((request, index) => sessionOf(request, one.requests[index] ?? {}));
    expect(second).toBe(first);
  });

  it.each(['user', 'timeout'] as const)('tells of the end by %s, where it does', async (reason) => {
    const { seen, network } = await start(one, one.answers[0], empty);
    await network.dial(phone, code);
    const end = await (reason === 'user' ? network.hangUp(phone) : network.timeOut(phone));
    const like = one[reason] ?? one.user;
    expect(end).toEqual({ told: like !== undefined });
    expect(seen).toHaveLength(like ? 2 : 1);
    if (like) expect(whole(seen[1] as SeenRequest)).toMatch(hole(expected(like)));
  });

  it('names another session in the next one', async () => {
    const { seen, network } = await start(one, one.answers[0], one.answers[0]);
    await network.dial(phone, code);
    await network.dial(phone, code);
    const like = one.requests[0] ?? {};
    const [first, second] = seen.map((request) => sessionOf(request, like));
    if (expected(like).includes('{session}')) expect(second).not.toBe(first);
    else expect(second).toBe(first);
  });

  it.each([...one.refused, ['HTTP 500', { ...one.answers[0], status: 500 }] as const])(
    'gives up: %s',
    async (why, answer) => {
      const { network } = await start(one, answer);
      const screen = await network.dial(phone, code);
      expect(screen).toMatchObject({ text: connectionProblem, open: false });
      expect(screen.error?.why).toContain(why);
    },
  );
});

it('has a case for every dialect, and examples that can be used', () => {
  const tested = new Set([...all.map(({ adapter }) => adapter), 'africastalking']);
  expect([...tested].sort()).toEqual(dialects.map(({ id }) => id).sort());
  for (const { id, example } of dialects) {
    const settings = { adapter: id, url: 'http://127.0.0.1:1/x', options: example };
    expect(newNetwork(settings as unknown as FrontSettings).fronts()).toEqual([
      { name: 'operator', adapter: id },
    ]);
  }
});
