import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Gateway, startGateway } from '../src/app.ts';
import { runAsProgram } from '../src/cli/test-terminal.ts';
import { readConfig } from '../src/core/config.ts';
import { createLog } from '../src/core/log.ts';
import { type TestDatabase, testDatabase } from './database.ts';

let db: TestDatabase;
let gateway: Gateway;
let key: string;

/** A gateway with one account, and one operator that nobody answers for. */
beforeAll(async () => {
  db = await testDatabase();
  const env = { DATABASE_URL: db.url };
  const run = async (line: string, input?: string) => {
    const ran = await runAsProgram(line.split(' '), env, input);
    expect(ran).toMatchObject({ code: 0, errors: '' });
    return ran.output;
  };
  await run('account create Shop');
  await run('account top-up Shop 1');
  await run('sender add Shop TIARA');
  await run('operator add away --set host=127.0.0.1 --set port=1 --set systemId=esme', 'secret');
  await run('route add away');
  await run('price set 0.6');
  key = (JSON.parse(await run('key create Shop --json')) as { key: string }).key;
  gateway = await startGateway(readConfig(null, env, { '/http/port': 0 }), createLog('silent'));
});
afterAll(async () => {
  await gateway?.stop();
  await db.drop();
});

test('the gateway tells what it did and what waits, and nothing of customers', async () => {
  const send = () =>
    fetch(`${gateway.baseUrl}/api/messaging/sendsms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ from: 'TIARA', to: '254700000001', message: 'Hello there', refId: 'r' }),
    });
  expect((await send()).status).toBe(200);
  // The money is enough for one.
  expect(await (await send()).json()).toMatchObject({ statusCode: '1006' });

  const read = async () => (await fetch(`${gateway.baseUrl}/metrics`)).text();
  const inMemory = 'ujumbe_queue_messages{operator="away",place="memory"} 1\n';
  await vi.waitFor(async () => expect(await read()).toContain(inMemory), 5000);
  const text = await read();
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'ujumbe_messages_accepted_total 1',
      'ujumbe_messages_refused_total{code="1006"} 1',
      'ujumbe_accept_seconds_count 2',
      'ujumbe_binds{operator="away"} 1',
      'ujumbe_binds_up{operator="away"} 0',
      'ujumbe_lease_held 1',
      'ujumbe_http_answers_total{route="/api/messaging/sendsms",status="200"} 2',
      'ujumbe_database_flush_size_count{statement="accept_messages"} 2',
    ]),
  );
  expect(text).not.toMatch(/254700000001|TIARA|Shop|Hello/);
});
