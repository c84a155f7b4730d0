import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { locateBundledBinaries, type PostgresBinaries, programPath } from './binaries.ts';
import { usableBinaries } from './usable-binaries.ts';

// Starting servers and copying binaries takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const stranger = { uid: 60_001, gid: 60_001 };

let folder: string;
let closed: PostgresBinaries;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-binaries-'));
  await chmod(folder, 0o755);
  const installed = locateBundledBinaries();
  closed = { ...installed, home: join(folder, 'closed', 'native') };
  await cp(installed.home, closed.home, { recursive: true, verbatimSymlinks: true });
  await chmod(join(folder, 'closed'), 0o700);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('installed binaries are used where they are, and run once their library links are made', async () => {
  const usable = await usableBinaries(closed, undefined);
  expect(usable.home).toBe(closed.home);
  expect(execFileSync(programPath(usable, 'postgres'), ['--version'], { encoding: 'utf8' })).toContain('18.');
});

test('binaries below a closed folder are copied once to a folder open to all, by whoever is first', async () => {
  const copies = join(folder, 'copies');
  const found = await Promise.all([
    usableBinaries(closed, stranger, [copies]),
    usableBinaries(closed, stranger, [copies]),
  ]);
  const [home] = found.map((one) => one.home);
  expect(found.map((one) => one.home)).toEqual([home, home]);
  expect(home?.startsWith(copies)).toBe(true);
  expect(execFileSync(join(home ?? '', 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })).toContain(
    '18.',
  );
});

test('a copy that others can write to is not trusted', async () => {
  const copies = join(folder, 'shared');
  const copy = (await usableBinaries(closed, stranger, [copies])).home;
  await chmod(join(copy, '..'), 0o777);
  await expect(usableBinaries(closed, stranger, [copies])).rejects.toThrow(
    /cannot be run from there.*set DATABASE_URL/,
  );
});

test('a place closed to the user is passed over for the next', async () => {
  const shut = join(folder, 'shut');
  await mkdir(shut, { mode: 0o700 });
  const usable = await usableBinaries(closed, stranger, [shut, join(folder, 'copies')]);
  expect(usable.home.startsWith(join(folder, 'copies'))).toBe(true);
  expect(existsSync(join(shut, 'native'))).toBe(false);
});
