import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Stands in for the gateway: tells what it was given, and ends as its first argument says. */
const program = `
  const [what, ...rest] = process.argv.slice(2);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(signal === 'SIGINT' ? 12 : 15));
  console.log(JSON.stringify({ what, rest, firstOnPath: process.env.PATH.split(':')[0], flags: process.execArgv }));
  if (what === 'end') process.exit(Number(rest[0]));
  setInterval(() => {}, 1000);
`;

let checkout: string;

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'ujumbe checkout ü-'));
  await cp(fileURLToPath(new URL('.', import.meta.url)), join(checkout, 'scripts'), { recursive: true });
  await mkdir(join(checkout, 'packages/gateway/src'), { recursive: true });
  await mkdir(join(checkout, 'demo'));
  await writeFile(join(checkout, 'packages/gateway/src/main.ts'), program);
  await writeFile(join(checkout, 'packages/gateway/node-flags.json'), '["--max-old-space-size=77"]');
  await writeFile(join(checkout, 'demo/main.ts'), program);
  await lock({});
});

afterAll(async () => {
  await rm(checkout, { recursive: true, force: true });
});

/** The project needs these packages, each in version 1.0.0, and its lock file says so. */
async function lock(dependencies: Record<string, string>): Promise<void> {
  const places = Object.keys(dependencies).map((name) => [`node_modules/${name}`, { version: '1.0.0' }]);
  const packages = { '': { dependencies }, ...Object.fromEntries(places) };
  await writeFile(join(checkout, 'package.json'), JSON.stringify({ dependencies }));
  await writeFile(join(checkout, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
}

function bootstrap(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [join(checkout, 'scripts/bootstrap.mjs'), ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    cwd: tmpdir(),
  });
}

async function finish(child: ChildProcess): Promise<{ code: number; output: string; errors: string }> {
  if (!child.stdout || !child.stderr) throw new Error('no output');
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, output, errors };
}

test('a task gets its arguments as they are, and the Node it runs on first on its path', async () => {
  const { code, output } = await finish(bootstrap(['ujumbe', 'end', '0', 'two words', '--flag']));
  expect(code).toBe(0);
  expect(JSON.parse(output)).toEqual({
    what: 'end',
    rest: ['0', 'two words', '--flag'],
    firstOnPath: dirname(process.execPath),
    flags: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=77'],
  });
});

test('start is the demo', async () => {
  const child = bootstrap(['start', '--data', 'x']);
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  const { output } = await finish(child);
  expect(JSON.parse(output)).toMatchObject({ what: '--data', rest: ['x'] });
});

test('the exit code of the task is ours', async () => {
  expect((await finish(bootstrap(['ujumbe', 'end', '7']))).code).toBe(7);
});

test.each([
  ['SIGINT', 12],
  ['SIGTERM', 15],
] as const)('%s reaches the task, and its answer to it is ours', async (signal, expected) => {
  const child = bootstrap(['ujumbe', 'stay']);
  child.stdout?.once('data', () => child.kill(signal));
  expect((await finish(child)).code).toBe(expected);
});

test('the end of the shell that npm put around us ends the task', async () => {
  const shell = spawn(
    '/bin/sh',
    ['-c', '"$0" "$1" ujumbe stay; exit', process.execPath, join(checkout, 'scripts/bootstrap.mjs')],
    {
      env: { PATH: process.env.PATH ?? '', npm_lifecycle_event: 'ujumbe' },
    },
  );
  shell.stdout.once('data', () => shell.kill('SIGTERM'));
  // The pipe ends when the last process that holds it has gone.
  const output = await text(shell.stdout);
  expect(JSON.parse(output).what).toBe('stay');
});

test('an unknown task is answered with those there are', async () => {
  const { code, errors } = await finish(bootstrap(['strat']));
  expect(code).toBe(1);
  expect(errors).toMatch(/no task "strat".*\n\s+start /);
});

test('packages that cannot be fetched are told with what to do, without a stack of ours', async () => {
  await lock({ absent: '1.0.0' });
  const offline = {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    HOME: checkout,
  };
  const { code, errors } = await finish(bootstrap(['ujumbe', 'end', '0'], offline));
  await lock({});
  expect(code).toBe(1);
  expect(errors).toMatch(/could not install the packages.*needs the network/);
  expect(errors).not.toContain('bootstrap/npm.mjs:');
});
