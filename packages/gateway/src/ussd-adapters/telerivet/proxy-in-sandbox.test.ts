import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { play, seen, serve, sharedRunner } from '#scripts/test-world.ts';

// The script that we give to those who stay with Telerivet runs in our sandbox as it runs there.
const source = readFileSync(new URL('proxy-script.js', import.meta.url), 'utf8');

async function proxyTo(handle: RequestListener): Promise<string> {
  return source
    .replace('https://gateway.example', await serve(handle))
    .replace('TOKEN', 't1')
    .replace("'SECRET'", "'s3cret'");
}

test('the proxy script passes a session on, step by step', async () => {
  const steps: Record<string, unknown>[] = [];
  const code = await proxyTo(async (request, response) => {
    const step = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Record<string, unknown>;
    steps.push({ ...step, authorization: request.headers.authorization });
    response.end(
      JSON.stringify(
        step.input === '2' ? { text: 'Au revoir', action: 'end' } : { text: 'Menu', action: 'continue' },
      ),
    );
  });
  expect(seen(await play(sharedRunner(), code, ['1', '2']))).toEqual([
    'CON Menu',
    'CON Menu',
    'END Au revoir',
  ]);
  const common = {
    v: 1,
    session: '100000000000000001',
    from: '+221770000001',
    to: '*123#',
    authorization: 'Bearer s3cret',
  };
  expect(steps).toEqual([
    expect.objectContaining({ ...common, step: '0', input: null }),
    expect.objectContaining({ ...common, step: '1', input: '1' }),
    expect.objectContaining({ ...common, step: '2', input: '2' }),
  ]);
});

test.each([
  ['answers no screen', 503],
  ['answers no JSON', 200],
])('the proxy script apologises when the gateway %s', async (_, status) => {
  const code = await proxyTo((_request, response) => {
    response.statusCode = status;
    response.end('Bad gateway');
  });
  const [screen] = seen(await play(sharedRunner(), code, []));
  expect(screen).toContain('END Service is temporarily unavailable');
});
