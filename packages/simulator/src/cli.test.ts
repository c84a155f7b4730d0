import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../test/world.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(...args: string[]) {
  const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output.text += chunk.toString('utf8');
    });
  }
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, output, ended };
}

it('says what to open, follows what happens and ends cleanly', async () => {
  const ports = ['--smsc-port', '0', '--control-port', '0', '--sink-port', '0', '--ussd-port', '0'];
  const { child, output, ended } = run(...ports);
  await eventually(() => output.text).toContain('Ctrl-C ends');
  const sink = /Callbacks {4}(http:\/\/127\.0\.0\.1:\d+)/.exec(output.text)?.[1] ?? '';
  await fetch(`${sink}/dlr`, { method: 'POST', body: '{"status":"DELIVRD"}' });
  await eventually(() => output.text).toContain('callback  POST /dlr {"status":"DELIVRD"}, answered 200');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

it.each([
  { args: ['--smsc-port', 'high'], says: '--smsc-port' },
  { args: ['--user', 'nopassword'], says: '--user' },
  { args: ['--behaviours', '{'], says: '--behaviours' },
  { args: ['--ussd-front', '{'], says: '--ussd-front' },
  { args: ['--ussd-front', '{"adapter":"telepathy"}'], says: 'adapter' },
  { args: ['--inbox', 'none'], says: '--inbox' },
  { args: ['--colour'], says: '--colour' },
])('explains a wrong option: $args', async ({ args, says }) => {
  const { output, ended } = run(...args);
  expect(await ended).toBe(1);
  expect(output.text).toContain(says);
  expect(output.text).toContain('Try --help.');
});

it('prints its options', async () => {
  const { output, ended } = run('--help');
  expect(await ended).toBe(0);
  expect(output.text).toContain('--control-port');
});
