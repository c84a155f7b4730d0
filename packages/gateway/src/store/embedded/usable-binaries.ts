import { chmod, cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import { repairLibraryLinks } from './library-links.ts';
import { mayEnter, type ServerUser } from './server-user.ts';

/**
 * Gives binaries that `user` can run: the installed ones where that works, else a copy.
 *
 * A copy is needed in two cases: root cloned the project below a folder that nobody else may enter (/root),
 * or the installed folder is read-only and its library links were never made.
 *
 * @param copiesIn folders to try for the copy, best first
 */
export async function usableBinaries(
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  copiesIn: string[] = cacheFolders(),
): Promise<PostgresBinaries> {
  if (!binaries.bundled) return binaries;
  const linked = await repairLibraryLinks(binaries.home);
  const reachable = user === undefined || (await mayEnter(user, binaries.home));
  if (linked && reachable) return binaries;
  return { ...binaries, home: await copyBinaries(binaries, user, copiesIn) };
}

async function copyBinaries(
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
  parents: string[],
): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const failures: string[] = [];
  for (const parent of parents) {
    const copy = join(parent, `ujumbe-postgres-${binaries.version}-${uid}`);
    try {
      await mkdir(parent, { recursive: true });
      if (user && !(await mayEnter(user, parent))) throw new Error('closed to the user PostgreSQL runs as');
      if (!(await isOurs(copy, uid))) await placeCopy(binaries.home, parent, copy);
      if (!(await isOurs(copy, uid))) throw new Error(`${copy} belongs to another user`);
      return join(copy, 'native');
    } catch (error) {
      failures.push(`${parent}: ${(error as Error).message}`);
    }
  }
  throw new Error(
    `PostgreSQL in ${binaries.home} cannot be run from there, and a copy could not be made either ` +
      `(${failures.join('; ')}). Move the installation to a folder that other users may enter, or set DATABASE_URL.`,
  );
}

function cacheFolders(): string[] {
  const own =
    process.getuid?.() === 0 ? '/var/cache' : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return [own, tmpdir()];
}

/** The copy appears under its name whole or not at all; of two processes that copy, the first wins. */
async function placeCopy(home: string, parent: string, copy: string): Promise<void> {
  const staging = await mkdtemp(join(parent, '.ujumbe-postgres-'));
  try {
    await cp(home, join(staging, 'native'), { recursive: true, verbatimSymlinks: true });
    await repairLibraryLinks(join(staging, 'native'));
    await chmod(staging, 0o755);
    await rename(staging, copy);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/** A folder in a shared place is trusted only if we made it and nobody else can write to it. */
async function isOurs(folder: string, uid: number): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined && found.uid === uid && (found.mode & 0o022) === 0;
}
