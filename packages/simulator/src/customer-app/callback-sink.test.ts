import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../test/world.ts';
import { readCallbackFailure } from './callback-failures.ts';
import { type CallbackSink, type CallbackSinkOptions, startCallbackSink } from './callback-sink.ts';

let sink: CallbackSink;
const start = async (options: CallbackSinkOptions = {}): Promise<CallbackSink> => {
  sink = await startCallbackSink(options);
  return sink;
};
const post = (body = '{}', path = '/dlr') =>
  fetch(`${sink.url}${path}`, { method: 'POST', body, redirect: 'manual' });

afterEach(() => sink.stop());

describe('recording', () => {
  it('keeps method, path, headers and the exact body', async () => {
    await start();
    const body = '{"message":"é \\u0000"}';
    const answer = await fetch(`${sink.url}/mo?x=1`, { method: 'POST', body, headers: { 'x-a': 'b' } });
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(sink.callbacks()).toMatchObject([
      { number: 1, method: 'POST', url: '/mo?x=1', body, answered: 200, headers: { 'x-a': 'b' } },
    ]);
  });

  it('filters by path, content and number, and forgets on demand', async () => {
    await start();
    await post('one', '/dlr');
    await post('two', '/mo');
    await post('three', '/dlr');
    expect(sink.callbacks({ path: '/dlr' }).map(({ body }) => body)).toEqual(['one', 'three']);
    expect(sink.callbacks({ contains: 'tw' }).map(({ body }) => body)).toEqual(['two']);
    expect(sink.callbacks({ after: 2 }).map(({ body }) => body)).toEqual(['three']);
    expect(sink.callbacks({ limit: 1 }).map(({ body }) => body)).toEqual(['three']);
    sink.clear();
    expect(sink.callbacks()).toEqual([]);
  });

  it('keeps no more than its limit', async () => {
    await start({ maxCallbacks: 2 });
    for (let index = 0; index < 7; index += 1) await post(String(index));
    expect(sink.callbacks().map(({ body }) => body)).toEqual(['5', '6']);
  });

  it('only counts in count mode', async () => {
    await start({ record: 'count' });
    await post();
    expect(sink.callbacks()).toEqual([]);
    expect(sink.totals).toEqual({ received: 1, answeredOk: 1 });
  });
});

describe('failing on demand', () => {
  it('answers a status for the next callbacks, then is well again', async () => {
    await start();
    sink.fail({ kind: 'status', status: 503, times: 2 });
    expect([(await post()).status, (await post()).status, (await post()).status]).toEqual([503, 503, 200]);
    expect(sink.callbacks().map(({ answered }) => answered)).toEqual([503, 503, 200]);
    expect(sink.failure).toBeNull();
  });

  it('fails a share of callbacks', async () => {
    const draws = [0.1, 0.9];
    await start({ random: () => draws.shift() ?? 0.9 });
    sink.fail({ kind: 'status', percent: 50 });
    expect([(await post()).status, (await post()).status]).toEqual([500, 200]);
  });

  it('fails only the paths asked for', async () => {
    await start();
    sink.fail({ kind: 'status', path: '/dlr' });
    expect([(await post('', '/dlr')).status, (await post('', '/mo')).status]).toEqual([500, 200]);
  });

  it('redirects', async () => {
    await start();
    sink.fail({ kind: 'redirect', location: 'http://127.0.0.1:1/x' });
    const answer = await post();
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/x']);
  });

  it.each([{ readBody: true }, { readBody: false }])(
    'cuts the connection ($readBody)',
    async ({ readBody }) => {
      await start();
      sink.fail({ kind: 'close', times: 1, readBody });
      await expect(post()).rejects.toThrow('fetch failed');
      expect((await post()).status).toBe(200);
    },
  );

  it('keeps silent until the client gives up', async () => {
    await start();
    sink.fail({ kind: 'hang', times: 1 });
    const controller = new AbortController();
    const hung = fetch(sink.url, { method: 'POST', body: 'x', signal: controller.signal });
    await eventually(() => sink.totals.received).toBe(1);
    controller.abort();
    await expect(hung).rejects.toThrow('aborted');
    expect((await post()).status).toBe(200);
  });

  it('drips its answer byte by byte', async () => {
    await start();
    sink.fail({ kind: 'drip', everyMs: 5, times: 1 });
    const bytes = await new Promise<number>((resolve, reject) => {
      const client = request(sink.url, { method: 'POST' }, (response) => {
        let seen = 0;
        response.on('data', (chunk: Buffer) => {
          seen += chunk.length;
          if (seen >= 3) {
            resolve(seen);
            response.destroy();
          }
        });
      });
      client.on('error', reject);
      client.end('x');
    });
    expect(bytes).toBe(3);
  });

  it('refuses a failure it does not know, by field', async () => {
    await start();
    expect(() => readCallbackFailure({ kind: 'sleep' })).toThrow('failure.kind');
    expect(() => readCallbackFailure({ kind: 'status', percent: 200 })).toThrow('failure.percent');
    expect(() => readCallbackFailure({ kind: 'status', often: 1 })).toThrow('failure.often');
    expect(() => readCallbackFailure({ kind: 'status', path: 'dlr' })).toThrow('failure.path');
  });
});
