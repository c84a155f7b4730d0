import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSealingKey } from './sealing-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ujumbe-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('is made once, for its owner only, however many ask at the same time', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => readSealingKey({}, folder)));
  for (const key of keys) expect(key.equals(keys[0] as Buffer)).toBe(true);
  expect(await readdir(folder)).toEqual(['sealing.key']);
  expect((await stat(join(folder, 'sealing.key'))).mode & 0o777).toBe(0o600);
  expect((await readSealingKey({}, folder)).equals(keys[0] as Buffer)).toBe(true);
});

test('is the one of the settings where they have one', async () => {
  const key = randomBytes(32);
  expect((await readSealingKey({ sealingKey: key.toString('base64') }, folder)).equals(key)).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('says what is wrong with a file, and not what is in it', async () => {
  const path = join(folder, 'sealing.key');
  await writeFile(path, 'c2VjcmV0\n', { mode: 0o600 });
  await expect(readSealingKey({}, folder)).rejects.toThrow(
    `${path} must hold 32 bytes in base64, not 6. Make one with: openssl rand -base64 32`,
  );
  expect(await readFile(path, 'utf8')).toBe('c2VjcmV0\n');
});

test('is refused where others may read it', async () => {
  await readSealingKey({}, folder);
  const path = join(folder, 'sealing.key');
  await chmod(path, 0o640);
  await expect(readSealingKey({}, folder)).rejects.toThrow(
    `${path} can be read by others. Take that right away: chmod 600 ${path}`,
  );
});
