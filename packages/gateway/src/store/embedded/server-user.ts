import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The unprivileged user that PostgreSQL runs as when we are root. */
export interface ServerUser {
  uid: number;
  gid: number;
}

const candidates = ['postgres', '_postgres', 'nobody'];

/**
 * Chooses who PostgreSQL runs as: ourselves, unless we are root, because PostgreSQL refuses to run as root.
 * A cluster that exists keeps its owner, so that an ordinary user's data folder survives one start as root.
 *
 * @returns undefined when PostgreSQL runs as the current user
 */
export async function chooseServerUser(cluster: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8'));
  for (const name of candidates) {
    const user = users.get(name);
    if (user) return user;
  }
  throw new Error(
    `PostgreSQL does not run as root, and this machine has none of the users ${candidates.join(', ')}. ` +
      'Create one (for example "adduser --system postgres"), start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Reads the lines `name:x:uid:gid:…`; macOS writes the user nobody as -2. */
export function parsePasswd(text: string): Map<string, ServerUser> {
  const users = new Map<string, ServerUser>();
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (!name || name.startsWith('#') || uid === undefined || gid === undefined) continue;
    users.set(name, { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 });
  }
  return users;
}

/** Whether the user may pass through every folder from the root down to `folder` itself. */
export async function mayEnter(user: ServerUser, folder: string): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || mayEnter(user, parent);
}
