import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './run.mjs';

/**
 * Installs the packages if they are not those of package-lock.json. The comparison is with npm's own record of
 * what it installed last, so an install by hand counts too.
 *
 * The install runs as a program of its own under Node 24, whose SQLite gives it a lock against a second one.
 */
export async function ensurePackages(node, tools) {
  if (areCurrent(tools)) return;
  const code = await run(node, {
    script: join(root, 'scripts', 'bootstrap', 'install.mjs'),
    args: tools ? ['tools'] : [],
  });
  if (code !== 0) process.exit(code);
}

/** Whether every package of the lock file is installed in its version. Other platforms' packages are not. */
export function areCurrent(tools) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([place, one]) => {
    if (!place.includes('node_modules/')) return true;
    const found = installed[place];
    if (!found) return Boolean(one.optional || one.devOptional || (one.dev && !tools));
    return found.version === one.version && found.integrity === one.integrity;
  });
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}
