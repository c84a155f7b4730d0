import { chown, lchown, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

/**
 * Refuses a cluster that this PostgreSQL cannot run, and gives one that root copied back to its user.
 */
export async function checkCluster(
  cluster: string,
  binaries: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<void> {
  const { uid } = await stat(cluster);
  if (!user && uid !== process.getuid?.()) {
    throw new Error(
      `The database in ${cluster} belongs to user ${uid}, because it was once started as root. ` +
        `Start as root again, give it to yourself ("chown -R" on ${cluster} as root), or use another folder with --data.`,
    );
  }
  if (user && uid !== user.uid) await chownTree(cluster, user);

  const made = Number.parseInt(await readFile(join(cluster, 'PG_VERSION'), 'utf8'), 10);
  const major = Number.parseInt(binaries.version, 10);
  if (made !== major) {
    throw new Error(
      `The database in ${cluster} was made by PostgreSQL ${made}, and this Ujumbe brings PostgreSQL ${major}. ` +
        'Move its contents with pg_dump and pg_restore, or use another folder with --data.',
    );
  }
}

async function chownTree(folder: string, user: ServerUser): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await chownTree(path, user);
    else await lchown(path, user.uid, user.gid);
  }
  await chown(folder, user.uid, user.gid);
}
