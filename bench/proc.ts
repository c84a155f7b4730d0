import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of /proc a second: USER_HZ, 100 on every Linux that Node runs on. */
const microsPerTick = 10_000;

/** Whether this system tells of other processes under /proc (Linux). Elsewhere their figures are missing. */
export const hasProc = process.platform === 'linux';

/** User and system CPU time of the processes so far, with that of children they have waited for. Gone ones count nothing. */
export function cpuMicrosOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const fields = statFields(pid);
    for (const field of [11, 12, 13, 14]) ticks += Number(fields?.[field] ?? 0);
  }
  return ticks * microsPerTick;
}

/** Peak and present resident memory of a process in bytes (VmHWM, VmRSS); null when it is gone or the system does not tell. */
export function memoryOf(pid: number): { peak: number; now: number } | null {
  const status = readProc(`${pid}/status`);
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status ?? '')?.[1] ?? 0) * 1024;
  return status === null ? null : { peak: bytes('VmHWM'), now: bytes('VmRSS') };
}

/** The process and everything that descends from it, as it stands now. */
export function familyOf(pid: number): number[] {
  if (!hasProc) return [pid];
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(Number(name))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}

/** The name of a process's program, cut to 15 characters; null when it is gone or the system does not tell. */
export function commandOf(pid: number): string | null {
  return readProc(`${pid}/comm`)?.trimEnd() ?? null;
}

export function parentOf(pid: number): number | null {
  const parent = statFields(pid)?.[1];
  return parent === undefined ? null : Number(parent);
}

/** CPU time all processes of the machine have used so far; 0 where the system does not tell. */
export function machineCpuMicros(): number {
  const [, user, nice, system, , , irq, softIrq] =
    (readProc('stat') ?? '').split('\n', 1)[0]?.split(/\s+/) ?? [];
  return (
    [user, nice, system, irq, softIrq].reduce((sum, ticks) => sum + Number(ticks ?? 0), 0) * microsPerTick
  );
}

/** The fields of /proc/PID/stat after the name in brackets, which may hold blanks: state is 0, parent 1, utime 11. */
function statFields(pid: number): string[] | null {
  const line = readProc(`${pid}/stat`);
  return line === null ? null : line.slice(line.lastIndexOf(')') + 2).split(' ');
}

function readProc(path: string): string | null {
  if (!hasProc) return null;
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}
