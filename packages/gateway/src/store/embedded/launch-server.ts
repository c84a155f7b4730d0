import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PostgresBinaries, programPath } from './binaries.ts';
import type { DatabaseLog } from './database-log.ts';
import { clusterName } from './former-server.ts';
import type { ServerUser } from './server-user.ts';
import { serverSettings, settingArguments } from './settings.ts';
import { spawnProgram } from './spawn-program.ts';

/** What one start of the server needs. */
export interface Launch {
  dataDir: string;
  cluster: string;
  binaries: PostgresBinaries;
  user: ServerUser | undefined;
  settings: Readonly<Record<string, string>>;
  log: DatabaseLog;
}

const largestLog = 10 * 1024 * 1024;

/**
 * Starts PostgreSQL on the cluster and waits until it takes connections, however long recovery takes.
 * When it ends instead, throws with the reason from its own log.
 */
export async function launchServer(launch: Launch): Promise<ChildProcess> {
  const logFile = join(launch.dataDir, 'postgres.log');
  await rotate(logFile);
  const logHandle = await open(logFile, 'a', 0o600);
  const { size } = await logHandle.stat();
  try {
    const name = await clusterName(launch.cluster);
    const child = await spawnProgram({
      program: programPath(launch.binaries, 'postgres'),
      args: (folder) => [
        '-D',
        folder,
        ...settingArguments(serverSettings, launch.settings, { cluster_name: name }),
      ],
      folder: launch.cluster,
      user: launch.user,
      output: logHandle.fd,
    });
    await untilReady(child, launch, async () => (await readFile(logFile, 'utf8')).slice(size));
    return child;
  } finally {
    await logHandle.close();
  }
}

async function untilReady(
  child: ChildProcess,
  launch: Launch,
  written: () => Promise<string>,
): Promise<void> {
  const ended = once(child, 'exit').then(() => true);
  const started = performance.now();
  let told = 0;
  for (;;) {
    if (await Promise.race([ended, sleep(10, false)])) {
      throw new Error(`PostgreSQL did not start on ${launch.cluster}: ${reason(await written())}`);
    }
    if (await isReady(launch.cluster, child.pid)) return;
    const seconds = Math.floor((performance.now() - started) / 1000);
    if (seconds >= told + 10) {
      told = seconds;
      launch.log.info(
        { seconds },
        'the database is still starting, it replays what was written before it ended',
      );
    }
  }
}

/** The eighth line of postmaster.pid is the server's state, as `pg_ctl` reads it. */
async function isReady(cluster: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** The line that says why, and the hint below it; without one, the log's last lines. */
export function reason(log: string): string {
  const lines = log.trim().split('\n');
  const fatal = lines.findLastIndex((line) => /\b(FATAL|PANIC): /.test(line));
  const told = fatal >= 0 ? lines.slice(fatal, fatal + 2) : lines.slice(-5);
  return told.map((line) => line.replace(/^.*?(FATAL|PANIC|HINT): +/, '')).join(' ');
}

async function rotate(logFile: string): Promise<void> {
  const found = await stat(logFile).catch(() => undefined);
  if (found && found.size > largestLog) await rename(logFile, `${logFile}.1`);
}
