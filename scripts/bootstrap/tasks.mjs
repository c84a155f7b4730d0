import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** What is killed at random moments, as often as UJUMBE_CRASH_KILLS says: the gateway as messages go out and come in, sessions and surveys are under way, and its database. */
const crashTests = ['e2e/crash', 'e2e/mo-crash', 'e2e/ussd-crash', 'e2e/survey-crash', 'e2e/database-killed'];

/**
 * What each task runs, as a list of commands that must all succeed. A command is a program for Node with its
 * arguments, and settings for its environment. `tools` says that the development packages are needed.
 *
 * @type {Record<string, { says: string, tools: boolean, commands: (args: string[]) => Command[] }>}
 * @typedef {{ script: string, args: string[], flags?: string[], env?: Record<string, string> }} Command
 */
export const tasks = {
  start: {
    says: 'start the gateway with a simulated operator and a demo account',
    tools: false,
    commands: (args) => [gateway('demo/main.ts', args)],
  },
  ujumbe: {
    says: 'run the ujumbe command',
    tools: false,
    commands: (args) => [gateway('packages/gateway/src/main.ts', args)],
  },
  simulator: {
    says: 'run the simulated operator alone',
    tools: false,
    commands: (args) => [script('packages/simulator/src/cli.ts', args)],
  },
  bench: {
    says: 'measure speed',
    tools: false,
    commands: (args) => [script('bench/main.ts', args)],
  },
  check: {
    says: 'check types, lint and format',
    tools: true,
    commands: () => [tool('typescript', 'tsc', ['--noEmit']), tool('@biomejs/biome', 'biome', ['check'])],
  },
  test: {
    says: 'run all tests',
    tools: true,
    commands: (args) => [tool('vitest', 'vitest', ['run', ...args])],
  },
  'test:server': {
    says: 'run all tests on a PostgreSQL server (DATABASE_URL, else one started for the purpose)',
    tools: true,
    commands: (args) => [script('scripts/test-on-server.ts', args)],
  },
  'test:crash': {
    says: 'run the long crash tests',
    tools: true,
    commands: (args) => [
      {
        ...tool('vitest', 'vitest', ['run', ...crashTests, ...args]),
        env: { UJUMBE_CRASH_KILLS: '20', UJUMBE_USSD_KILLS: '50', UJUMBE_SURVEYS: '1000' },
      },
    ],
  },
};

/** @returns {Command} */
function script(path, args) {
  return { script: join(root, path), args };
}

/**
 * A program that holds a gateway. Its live data is small and bounded; told so, V8 collects garbage before it has grown
 * to twice the memory.
 * @returns {Command}
 */
function gateway(path, args) {
  return {
    ...script(path, args),
    flags: JSON.parse(readFileSync(join(root, 'packages/gateway/node-flags.json'), 'utf8')),
  };
}

/**
 * A program of an installed package. Its place is asked of the package, as npm does for `npx`.
 * @returns {Command}
 */
function tool(name, program, args) {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { script: join(folder, typeof bin === 'string' ? bin : bin[program]), args };
}
