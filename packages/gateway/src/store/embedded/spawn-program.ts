import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';
import { mayEnter, type ServerUser } from './server-user.ts';

/** How a PostgreSQL program is started beside a folder it works on. */
export interface ProgramStart {
  program: string;
  /** Given the folder's name as the program shall use it. */
  args: (folder: string) => string[];
  folder: string;
  user: ServerUser | undefined;
  /** Where standard output and errors go. */
  output: number | 'pipe';
  /** Whether we write to its standard input. */
  input?: boolean;
}

/**
 * Starts a PostgreSQL program.
 *
 * As root on Linux the folder is handed over as open file 3 and named `/proc/self/fd/3`: the unprivileged
 * user then needs no right to pass through the folders above it, so a data folder below /root works.
 *
 * The program gets a session of its own, so that Ctrl-C in the terminal reaches the gateway alone, and an
 * environment without our secrets.
 */
export async function spawnProgram(start: ProgramStart): Promise<ChildProcess> {
  const handle = start.user && process.platform === 'linux' ? await open(start.folder, 'r') : undefined;
  try {
    if (start.user && !handle) await demandEntry(start.user, start.folder);
    const child = spawn(start.program, start.args(handle ? '/proc/self/fd/3' : start.folder), {
      cwd: start.folder,
      detached: true,
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
      stdio: stdio(start, handle),
      ...(start.user ?? {}),
    });
    await spawned(child, start.program);
    return child;
  } finally {
    await handle?.close();
  }
}

function stdio({ input, output }: ProgramStart, handle: FileHandle | undefined) {
  const streams = [input ? ('pipe' as const) : ('ignore' as const), output, output];
  return handle ? [...streams, handle.fd] : streams;
}

async function spawned(child: ChildProcess, program: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      reject(
        new Error(
          `${program} does not start (${(cause as NodeJS.ErrnoException).code}). The bundled PostgreSQL needs the GNU C ` +
            'library and a folder that allows programs; on other systems set DATABASE_URL to a PostgreSQL server.',
          { cause },
        ),
      );
    });
  });
}

async function demandEntry(user: ServerUser, folder: string): Promise<void> {
  if (await mayEnter(user, folder)) return;
  throw new Error(
    `PostgreSQL runs as user ${user.uid}, who may not enter ${folder}. ` +
      'Choose a data folder that other users may pass through (--data), or start as an ordinary user.',
  );
}
