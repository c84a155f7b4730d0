import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { cleanUp, onCleanUp, until } from './kit.ts';

afterEach(cleanUp);

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

function run(name: string, port: number): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [path(name)], { env: { ...process.env, PORT: String(port) } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  onCleanUp(() => child.kill('SIGKILL'));
  return { child, output: () => output };
}

it.each(['examples/smsc.ts', 'examples/esme.ts'])('the README shows %s as it is', (name) => {
  expect(readFileSync(path('README.md'), 'utf8')).toContain(readFileSync(path(name), 'utf8'));
});

it('the examples talk to each other', async () => {
  const smsc = run('examples/smsc.ts', 0);
  await until(() => expect(smsc.output()).toMatch(/listening on \d+/), { timeout: 10_000 });
  const esme = run('examples/esme.ts', Number(/listening on (\d+)/.exec(smsc.output())?.[1]));
  await until(() => expect(esme.child.exitCode).toBe(0), { timeout: 10_000 });
  expect(esme.output()).toContain('00000002 is DELIVERED');
  expect(smsc.output()).toContain('TIARA -> 254700000001: Habari! Your parcel [A7] has arrived.');
});
