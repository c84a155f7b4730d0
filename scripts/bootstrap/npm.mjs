import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { ForPeople } from './for-people.mjs';
import { withNodeFirst } from './path.mjs';

/**
 * Runs npm in a folder, under the given Node. Its own words go to the standard error, so that the output of
 * the task stays clean.
 */
export async function npm(args, folder, node) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const [program, ...first] = npmCommand(node);
  const child = spawn(program, [...first, ...args, ...quiet, `--prefix=${folder}`], {
    cwd: folder,
    env: npmEnvironment(node),
    stdio: ['ignore', 2, 2],
    shell: program === 'npm' && process.platform === 'win32',
  });
  const [code] = await Promise.race([
    once(child, 'close'),
    once(child, 'error').then(([error]) => {
      throw new ForPeople(`npm does not start (${error.code}). It comes with Node; see https://nodejs.org.`);
    }),
  ]);
  if (code === 0) return;
  throw new ForPeople(
    `npm could not install the packages (its message is above). The first start needs the network: the npm ` +
      'registry, or the mirror that "npm config get registry" names. When the network is back, start again.',
  );
}

/** Inside `npm start` npm tells where it lies; else it is on the PATH. */
function npmCommand(node) {
  const path = process.env.npm_execpath;
  return path?.endsWith('npm-cli.js') ? [node, path] : ['npm'];
}

/** What an npm around us says about its own folder must not reach the npm we start in another. */
function npmEnvironment(node) {
  const env = withNodeFirst(process.env, dirname(node));
  delete env.npm_config_local_prefix;
  delete env.npm_config_prefix;
  return env;
}
