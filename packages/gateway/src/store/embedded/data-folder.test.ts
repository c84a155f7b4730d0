import { mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'ujumbe-folder-')));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('is made with the folders above it, for its user alone, and taken again as it is', async () => {
  const wanted = join(folder, 'a/b/data');
  expect(await openDataFolder(wanted)).toBe(wanted);
  expect((await stat(wanted)).mode & 0o777).toBe(0o700);
  expect(await openDataFolder(wanted)).toBe(wanted);
});

test('is found behind a link', async () => {
  await openDataFolder(join(folder, 'real'));
  await symlink(join(folder, 'real'), join(folder, 'link'));
  expect(await openDataFolder(join(folder, 'link'))).toBe(join(folder, 'real'));
});

test('that is a file, or below one, is refused', async () => {
  await writeFile(join(folder, 'file'), '');
  for (const path of ['file', 'file/data', 'file/more/data'])
    await expect(openDataFolder(join(folder, path))).rejects.toThrow(/is a file and not a folder.*--data/s);
});

test.runIf(process.platform === 'linux')('where the system makes no folders is refused at once', async () => {
  for (const path of ['/proc/foo', '/proc/foo/bar/data', '/proc/self/data'])
    await expect(openDataFolder(path)).rejects.toThrow(/cannot be used \(ENOENT\).*--data/s);
});
