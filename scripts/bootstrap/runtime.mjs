import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ForPeople } from './for-people.mjs';
import { npm } from './npm.mjs';
import { root } from './root.mjs';

const needed = 24;
const runtime = join(root, 'runtime');

/**
 * Gives the path of a Node of version 24 or newer: the one we run on, else the pinned one of `runtime/`, which
 * npm downloads the first time.
 */
export async function ensureNode() {
  if (Number(process.versions.node.split('.')[0]) >= needed) return process.execPath;
  const found = findInstalled(runtime);
  if (found) return found;
  console.error(
    `This is Node ${process.versions.node}; Ujumbe runs on Node ${needed}. Getting one from npm for this project alone (about 55 MB) …`,
  );
  await install();
  const installed = findInstalled(runtime);
  if (installed) return installed;
  throw new ForPeople(
    `npm has no Node ${needed} for ${process.platform}-${process.arch}. Install Node ${needed} or newer from https://nodejs.org and start again.`,
  );
}

/** The platform's package is the one npm installed, in the version the lock file names. */
function findInstalled(folder) {
  for (const [place, { version, bin }] of platformPackages()) {
    const manifest = join(folder, place, 'package.json');
    if (!existsSync(manifest)) continue;
    if (JSON.parse(readFileSync(manifest, 'utf8')).version === version) return join(folder, place, bin.node);
  }
  return undefined;
}

function platformPackages() {
  const lock = JSON.parse(readFileSync(join(runtime, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages).filter(([, one]) => one.bin);
}

/**
 * Installs in a folder aside and moves the package into place, so that a start that is killed leaves nothing
 * half done, and of two starts at once the later one finds the place taken and uses what is there.
 */
async function install() {
  mkdirSync(join(runtime, 'node_modules'), { recursive: true });
  const aside = mkdtempSync(join(runtime, 'node_modules', '.new-'));
  try {
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(runtime, name), join(aside, name));
    await npm(['ci', '--ignore-scripts'], aside, process.execPath);
    if (findInstalled(runtime)) return;
    for (const [place] of platformPackages()) {
      if (!existsSync(join(aside, place))) continue;
      rmSync(join(runtime, place), { recursive: true, force: true });
      moveUnlessTaken(join(aside, place), join(runtime, place));
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function moveUnlessTaken(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
  }
}
