import { access, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes the data folder, for the current user alone, and gives its real path.
 * @throws Error when it cannot be made or belongs to somebody else, saying what to do
 */
export async function openDataFolder(dataDir: string): Promise<string> {
  try {
    await makeFolder(resolve(dataDir));
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`The data folder ${dataDir} cannot be used (${code}). ${advice(code)}`, { cause });
  }
}

/** Makes a folder and those above it. Node's own recursive way never ends in file systems such as /proc, which make no folders. */
async function makeFolder(path: string): Promise<void> {
  const make = () => mkdir(path, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path));
      await make();
    } else if (!(await isFolder(path))) {
      throw error;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false;
}

function advice(code: string | undefined): string {
  switch (code) {
    case 'ENOENT':
      return 'No folder can be made there. Name another place with --data.';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'Something on that path is a file and not a folder. Name another place with --data.';
    case 'EROFS':
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Nothing can be written there. Name another place with --data.';
    default:
      return (
        'If it was made by another user or as root, start as that user, give it to yourself with chown, ' +
        'or name another folder with --data.'
      );
  }
}
