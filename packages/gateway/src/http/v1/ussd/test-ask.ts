import type { HttpWorld, TestAccount } from '../../../../test/http-world.ts';

export type Asked = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests find out
  readonly body: any;
};

/** Asks the USSD routes of v1 as an account, by method and path. */
export async function ask(
  world: HttpWorld,
  { key }: TestAccount,
  route: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} ${string}`,
  body?: unknown,
): Promise<Asked> {
  const [method, path] = route.split(' ') as ['GET', string];
  const answer = await world.app.inject({
    method,
    url: `/api/v1/ussd${path}`,
    headers: { authorization: `Bearer ${key}` },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const { statusCode: status, headers } = answer;
  return { status, headers, body: answer.body === '' ? null : JSON.parse(answer.body) };
}

let numbers = 100;

/** An application of an account, and a code that leads to it. */
export async function addAppWithCode(
  world: HttpWorld,
  owner: TestAccount,
  admin: TestAccount,
  { app = {}, code = {} }: { app?: object; code?: object } = {},
): Promise<{ appId: number; codeId: number; code: string }> {
  numbers += 1;
  const settings = { url: 'https://example.com/ussd' };
  const made = await ask(world, owner, 'POST /apps', {
    name: `app ${numbers}`,
    kind: 'http',
    settings,
    ...app,
  });
  const led = await ask(world, admin, 'POST /codes', { code: `*${numbers}#`, appId: made.body.id, ...code });
  if (made.status !== 201 || led.status !== 201) throw new Error(JSON.stringify([made.body, led.body]));
  return { appId: made.body.id, codeId: led.body.id, code: led.body.code };
}
