import { access, constants, mkdir, realpath } from 'node:fs/promises';

/**
 * Makes the data folder, for the current user alone, and gives its real path.
 * Throws when it cannot be made or belongs to somebody else.
 */
export async function openDataFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (cause) {
    throw new Error(
      `The data folder ${dataDir} cannot be used (${(cause as NodeJS.ErrnoException).code}). ` +
        'If it was made by another user or as root, start as that user, give it to yourself with chown, ' +
        'or name another folder with --data.',
      { cause },
    );
  }
}
