import { lstat, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

interface Link {
  source: string;
  target: string;
}

/**
 * Makes the symbolic links between the bundled shared libraries (`libicuuc.so.60` to `libicuuc.so.60.2`).
 *
 * An npm package cannot hold links, and its own script that would make them does not run here because
 * install scripts are off. Safe to call from several processes at once.
 *
 * @param home folder with `bin`, `lib` and `pg-symlinks.json`
 * @returns false when the folder may not be written, so that the caller can work on a copy
 */
export async function repairLibraryLinks(home: string): Promise<boolean> {
  for (const link of await readLinks(home)) {
    // The list names paths from the package's root, one above `home`.
    const target = join(dirname(home), link.target);
    if (await exists(target)) continue;
    try {
      await symlink(basename(link.source), target);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
      throw error;
    }
  }
  return true;
}

async function readLinks(home: string): Promise<Link[]> {
  try {
    return JSON.parse(await readFile(join(home, 'pg-symlinks.json'), 'utf8')) as Link[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
