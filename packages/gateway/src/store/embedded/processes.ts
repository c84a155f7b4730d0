import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A running process as the system shows it to everybody. Zombies have no command and are left out. */
export interface Process {
  pid: number;
  uid: number;
  command: string;
}

/** Lists the machine's processes: from /proc on Linux (slim containers have no `ps`), by `ps` elsewhere. */
export async function listProcesses(): Promise<Process[]> {
  return process.platform === 'linux' ? listFromProc() : listFromPs();
}

async function listFromProc(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => readProc(pid)));
  return found.filter((one) => one !== undefined);
}

async function readProc(pid: string): Promise<Process | undefined> {
  try {
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    return command ? { pid: Number(pid), uid: (await stat(`/proc/${pid}`)).uid, command } : undefined;
  } catch {
    // The process ended between the listing and the reading.
    return undefined;
  }
}

async function listFromPs(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,uid=,stat=,command='], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return parsePs(stdout);
}

/** Reads the output of `ps -o pid=,uid=,stat=,command=`. */
export function parsePs(output: string): Process[] {
  const processes: Process[] = [];
  for (const line of output.split('\n')) {
    const [, pid, uid, state, command] = /^\s*(\d+)\s+(-?\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || !uid || !command || state?.startsWith('Z')) continue;
    processes.push({ pid: Number(pid), uid: Number(uid) >>> 0, command });
  }
  return processes;
}
