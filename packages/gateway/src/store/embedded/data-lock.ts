import { access, constants, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** Held while a gateway lives on a data folder. */
export interface DataLock {
  release(): void;
}

/**
 * Takes the data folder for this process.
 *
 * The lock is the kernel's (SQLite's exclusive lock on an empty file), so it ends with the process however
 * that dies, is never stale, and holds between containers that share the folder. A file with a pid and a
 * start time would need guesses for each of the three. The pid file beside it only serves the error message.
 *
 * Waits up to `patienceMs` for a gateway that is just going away.
 */
export async function lockDataFolder(dataDir: string, patienceMs = 2_000): Promise<DataLock> {
  const pidFile = join(dataDir, 'gateway.pid');
  const lockFile = join(dataDir, 'gateway.lock');
  await demandOwn(lockFile);
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const lock = tryLock(lockFile);
    if (lock) {
      await writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 });
      return { release: () => lock.close() };
    }
    if (performance.now() > deadline) throw await refusal(dataDir, pidFile);
    await sleep(50);
  }
}

function tryLock(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const sqliteBusy = 5;
    if ((error as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw new Error(`The data folder cannot be locked by ${file}: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/**
 * SQLite would open a file it may only read, and lock it for reading, which excludes nobody. The file is asked
 * about and not opened, because closing it would drop a lock that this process already holds.
 */
async function demandOwn(file: string): Promise<void> {
  await access(file, constants.W_OK).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return;
    throw new Error(
      `${file} cannot be written (${cause.code}), so the data folder was probably used by another user. ` +
        'Start as that user, or name another folder with --data.',
      { cause },
    );
  });
}

async function refusal(dataDir: string, pidFile: string): Promise<Error> {
  const pid = (await readFile(pidFile, 'utf8').catch(() => '')).trim();
  return new Error(
    `Ujumbe is already running on the data folder ${dataDir}${pid ? ` as pid ${pid}` : ''}. ` +
      'Stop it, or use another folder with --data.',
  );
}
