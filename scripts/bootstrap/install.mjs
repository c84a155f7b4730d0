// Installs the packages of package-lock.json, one process at a time. Run by packages.mjs under Node 24.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ForPeople } from './for-people.mjs';
import { npm } from './npm.mjs';
import { areCurrent } from './packages.mjs';
import { root } from './root.mjs';

const tools = process.argv[2] === 'tools';
const lock = takeLock();
try {
  // Another process may have installed while we waited for the lock.
  if (!areCurrent(tools)) await install();
} catch (error) {
  if (error.name !== 'ForPeople') throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  lock.close();
}

/**
 * `npm install` with the comparison after it, rather than `npm ci`, which begins by removing what other
 * processes of this checkout may be running from.
 */
async function install() {
  console.error('Installing the packages (once, and again when they change) …');
  await npm(['install', '--no-save'], root, process.execPath);
  if (areCurrent(tools)) return;
  throw new ForPeople(
    'npm installed other packages than package-lock.json names. Restore that file, or remove the folder node_modules, and start again.',
  );
}

/** The kernel frees SQLite's lock when the process ends, however it ends. Waits for ten minutes. */
function takeLock() {
  const folder = join(root, 'runtime', 'node_modules');
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, '.install-lock'), { timeout: 600_000 });
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  return database;
}
