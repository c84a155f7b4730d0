// Installs the packages of package-lock.json, one process at a time. Run by packages.mjs under Node 24.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

async function install() {
  console.error('Installing the packages (once, and again when they change) …');
  // A clean install removes what is there, under the feet of whatever runs from it: only where there is nothing.
  if (existsSync(join(root, 'node_modules'))) await npm(['install', '--no-save'], root, process.execPath);
  if (!areCurrent(true)) await npm(['ci'], root, process.execPath);
}

/** The kernel frees SQLite's lock when the process ends, however it ends. Waits for ten minutes. */
function takeLock() {
  const name = `ujumbe-install-${process.getuid?.() ?? 0}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  const database = new DatabaseSync(join(tmpdir(), name), { timeout: 600_000 });
  database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  return database;
}
