import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { testDatabase } from '../packages/gateway/test/database.ts';

const main = join(import.meta.dirname, '..', 'demo', 'main.ts');

test('the demo shows the way of a message, and ends in order when it is told to stop twice at once', async () => {
  await watchDemo('');
}, 60_000);

test("the demo does so on a PostgreSQL server of one's own", async () => {
  const { url, drop } = await testDatabase();
  try {
    await watchDemo(url);
  } finally {
    await drop();
  }
}, 60_000);

test('the demo says at once that a data folder cannot be made, also on a server', async () => {
  const env = { ...process.env, DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' };
  const data = join(import.meta.filename, 'data');
  const demo = spawn(process.execPath, [main, '--data', data], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const patience = setTimeout(() => demo.kill('SIGKILL'), 10_000);
  const [said, [code]] = await Promise.all([text(demo.stderr), once(demo, 'exit')]);
  clearTimeout(patience);
  expect(said).toContain(`The data folder ${data} cannot be used (ENOTDIR).`);
  expect(code).toBe(1);
});

/** @param databaseUrl empty for the embedded database. */
async function watchDemo(databaseUrl: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ujumbe-demo-'));
  const data = join(folder, 'data');
  const demo = spawn(process.execPath, [main, '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  let said = '';
  demo.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const exited = once(demo, 'exit');
  const ended = exited.then(() => {
    throw new Error(`The demo ended too early, after it had said: ${said}`);
  });
  const saying = async (text: string) => {
    while (!said.includes(text)) await Promise.race([once(demo.stdout, 'data'), ended]);
  };
  try {
    await saying('Ctrl-C ends');
    const facts = JSON.parse(await readFile(join(data, 'demo.json'), 'utf8'));
    const answer = await fetch(`${facts.baseUrl}/api/messaging/sendsms`, {
      method: 'POST',
      headers: { authorization: `Bearer ${facts.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ from: facts.senderId, to: '254700000001', message: 'Hi', refId: 'r1' }),
    });
    expect(await answer.json()).toMatchObject({ status: 'SUCCESS' });
    await saying('callback answered');
    const dial = (path: string, body: object) =>
      fetch(facts.simulatorUrl + path, { method: 'POST', body: JSON.stringify(body) }).then((reply) =>
        reply.json(),
      );
    const msisdn = '254700000001';
    expect(await dial('/ussd/dial', { msisdn, code: facts.serviceCode })).toMatchObject({
      text: 'Welcome to ABC\n Please enter your name',
      open: true,
    });
    expect(await dial('/ussd/answer', { msisdn, text: 'Amina' })).toMatchObject({
      text: 'Thank you for registering',
      open: false,
    });
    await saying('last screen');
    const welcome = await dial('/ussd/dial', { msisdn: '254700000003', code: facts.supportCode });
    expect(welcome).toMatchObject({ open: true });
    expect((welcome as { text: string }).text).toContain('3 Kiswahili');
    const triggered = await fetch(`${facts.baseUrl}/engagements/trigger`, {
      method: 'POST',
      headers: { authorization: `Bearer ${facts.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ msisdn: '254700000002', srcSystem: 'DEMO', ...facts.survey }),
    });
    expect(await triggered.json()).toMatchObject({ status: 'SUCCESS' });
    await saying('May we ask you 2 short questions?');

    // As npm and the terminal do.
    demo.kill('SIGTERM');
    await saying('Stopping');
    demo.kill('SIGTERM');
    const [code, signal] = await exited;
    await ended.catch(() => undefined);
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(existsSync(join(data, 'postgres', 'postmaster.pid'))).toBe(false);
  } finally {
    demo.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}
