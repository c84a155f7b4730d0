import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { withNodeFirst } from './path.mjs';
import { root } from './root.mjs';

/** TypeScript read once need not be read again: a start takes a third less time. */
const compileCache = join(root, 'node_modules/.cache/node');

/**
 * Runs a command under the given Node as if it stood in our place: same terminal, our signals, its exit code.
 *
 * @returns {Promise<number>} its exit code, or 128 + the number of the signal that ended it
 */
export async function run(node, { script, args, flags = [], env = {} }) {
  // Early versions of Node 24 announce as experimental what we rely on.
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...flags, script, ...args], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, ...withNodeFirst(process.env, dirname(node)), ...env },
  });
  const forward = (signal) => {
    // Ctrl-C reaches the child from the terminal itself; a second SIGINT would mean impatience.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  const stopWatching = onShellGone(() => forward('SIGTERM'));
  try {
    const [code, signal] = await once(child, 'close');
    return signal ? 128 + constants.signals[signal] : code;
  } finally {
    for (const signal of signals) process.off(signal, forward);
    stopWatching();
  }
}

/**
 * npm starts scripts through a shell, and gives a SIGTERM to that shell, which dies of it and tells nobody.
 * Without this, ending `npm start` would leave the gateway running.
 */
function onShellGone(act) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    act();
  }, 200);
  return () => clearInterval(timer);
}
