import { randomBytes } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#core/config.ts';
import { SEALING_KEY_BYTES } from '#core/sealing.ts';

const FILE = 'sealing.key';
/** Rights of the group and of everybody. */
const OTHERS = 0o077;

/**
 * The key that seals what sessions remember: the one of the settings, else that in the data folder, which is made at the
 * first start, readable by its owner only. Nodes that share a database need one key.
 * @param dataDir exists
 * @throws Error when the key cannot be read, saying what to do
 */
export async function readSealingKey(
  { sealingKey }: Pick<Config, 'sealingKey'>,
  dataDir: string,
): Promise<Buffer> {
  if (sealingKey !== undefined) return decoded(sealingKey, 'The setting sealingKey');
  const path = join(dataDir, FILE);
  const text = (await read(path)) ?? (await make(path));
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
    throw new Error(`${path} can be read by others. Take that right away: chmod 600 ${path}`);
  }
  return decoded(text.trim(), path);
}

/** The key that `readSealingKey` would give; null where there is none yet, and none is made. @throws Error when it cannot be read */
export async function findSealingKey(
  { sealingKey }: Pick<Config, 'sealingKey'>,
  dataDir: string,
): Promise<Buffer | null> {
  if (sealingKey !== undefined) return decoded(sealingKey, 'The setting sealingKey');
  const path = join(dataDir, FILE);
  const text = await read(path);
  return text === null ? null : decoded(text.trim(), path);
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** Whole or not at all, also when two processes make it at once: the one that comes second takes the first one's. */
async function make(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(SEALING_KEY_BYTES).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
  });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(path, 'utf8');
}

function decoded(text: string, where: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === SEALING_KEY_BYTES) return key;
  throw new Error(
    `${where} must hold ${SEALING_KEY_BYTES} bytes in base64, not ${key.length}. Make one with: openssl rand -base64 ${SEALING_KEY_BYTES}`,
  );
}
