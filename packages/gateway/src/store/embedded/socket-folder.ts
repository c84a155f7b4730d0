import { createHash } from 'node:crypto';
import { lstat, mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { socketPort } from './settings.ts';

/** A socket's path may have 107 bytes on Linux and 103 on macOS. */
const longestPath = 103;

/**
 * The folder by which clients reach the server's socket: the cluster itself, or, where its path is too long
 * for a socket, a short link to it in a folder of the temporary directory that only we may enter.
 */
export async function reachSocketFolder(cluster: string, temporary = tmpdir()): Promise<string> {
  if (Buffer.byteLength(join(cluster, `.s.PGSQL.${socketPort}`)) <= longestPath) return cluster;
  const uid = process.getuid?.() ?? 0;
  const hash = createHash('sha256').update(cluster).digest('hex').slice(0, 16);
  const folder = join(temporary, `ujumbe-${uid}-${hash}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(
      `The data folder's path is too long for a socket, and the short way to it, ${folder}, is not a private folder of ours. ` +
        'Remove it, or use a data folder with a shorter path.',
    );
  }
  const link = join(folder, 'db');
  if ((await readlink(link).catch(() => '')) !== cluster) {
    await rm(link, { force: true });
    await symlink(cluster, link);
  }
  return link;
}
