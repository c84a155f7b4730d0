import type { HttpWorld, TestAccount } from '../../../../test/http-world.ts';

export type Asked = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests find out
  readonly body: any;
};

/** Asks routes of v1 as an account, by method and path. A text is sent as it stands. */
export async function ask(
  world: HttpWorld,
  { key }: TestAccount,
  route: `${'GET' | 'POST' | 'PUT' | 'PATCH'} ${string}`,
  body?: object | string,
  app = world.app,
): Promise<Asked> {
  const [method, path] = route.split(' ') as ['GET', string];
  const answer = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { payload: body }),
  });
  const { statusCode: status, headers, body: text } = answer;
  return { status, headers, text, body: text === '' ? null : JSON.parse(text) };
}
