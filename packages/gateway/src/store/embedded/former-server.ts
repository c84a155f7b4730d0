import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseLog } from './database-log.ts';
import { listProcesses } from './processes.ts';
import { socketPort } from './settings.ts';

/**
 * The name that marks every process of one cluster (PostgreSQL shows `cluster_name` in their titles).
 * Device and inode name the folder itself, so a copied folder has another name and a moved one keeps its own.
 */
export async function clusterName(cluster: string): Promise<string> {
  const { dev, ino } = await stat(cluster);
  return `ujumbe-${dev}-${ino}`;
}

/**
 * Ends the PostgreSQL that a killed gateway left behind on this cluster, then clears its lock files.
 *
 * It is ended rather than adopted: a statement of the dead gateway may still be running in it, and the
 * new gateway must not read its rows before that has committed or gone. Ending costs one checkpoint.
 *
 * Call only while holding the data folder's lock, so that what is found belongs to nobody alive.
 */
export async function endFormerServer(cluster: string, log: DatabaseLog): Promise<void> {
  const name = await clusterName(cluster);
  const findLeft = () => findServer(cluster, name);
  let left = await findLeft();
  if (left.length > 0) log.warn({ pids: left }, 'ending the database server left by a gateway that died');

  // A postmaster is asked for a fast shutdown. Children of a dead one end by themselves, most at once.
  const postmaster = await readPostmasterPid(cluster);
  const headed = postmaster !== undefined && left.includes(postmaster);
  if (headed) sendSignal(postmaster, 'SIGINT');
  left = await untilGone(findLeft, headed ? 20_000 : 1_000);
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of left) sendSignal(pid, signal);
    if (left.length > 0) left = await untilGone(findLeft, 5_000);
  }
  if (left.length > 0) {
    throw new Error(
      `The database server left on ${cluster} does not end (pid ${left.join(', ')}). End it by hand, then start again.`,
    );
  }
  if (process.platform === 'linux') await removeLockFiles(cluster);
}

/**
 * Nobody works on the cluster, so its lock files are stale. PostgreSQL would not believe it while their pid is
 * a zombie that nobody reaps (a container without an init), or belongs to another program of the same user.
 */
async function removeLockFiles(cluster: string): Promise<void> {
  const socket = `.s.PGSQL.${socketPort}`;
  for (const name of ['postmaster.pid', `${socket}.lock`, socket])
    await rm(join(cluster, name), { force: true });
}

async function untilGone(findLeft: () => Promise<number[]>, patienceMs: number): Promise<number[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const left = await findLeft();
    if (left.length === 0 || performance.now() > deadline) return left;
    await sleep(25);
  }
}

/** The pid in postmaster.pid, or undefined without such a file. */
export async function readPostmasterPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 ? pid : undefined;
}

/** Pids of the live processes that bear the cluster's name and run as its owner. */
async function findServer(cluster: string, name: string): Promise<number[]> {
  const { uid } = await stat(cluster);
  const marked = new RegExp(`^(\\S.*/postgres |postgres: ).*\\b${name}\\b`);
  const processes = await listProcesses();
  return processes.filter((one) => one.uid === uid && marked.test(one.command)).map((one) => one.pid);
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
