import type { Usage } from './kit-process.ts';
import { cpuMicrosOf, machineCpuMicros } from './proc.ts';

/** CPU microseconds used so far: by each process of the subject and of the kit, and by the whole machine. */
export type CpuSoFar = { readonly parts: Readonly<Record<string, number>>; readonly machine: number };

/** @param kit those that count for themselves */
export async function cpuByProcess(
  subject: { processes(): Record<string, number[]> },
  kit: Readonly<Record<string, { usage(): Promise<Usage> }>>,
): Promise<CpuSoFar> {
  const ofKit = await Promise.all(
    Object.entries(kit).map(async ([name, process]) => [name, (await process.usage()).cpuMicros] as const),
  );
  const ofSubject = Object.entries(subject.processes()).map(
    ([name, pids]) => [name, cpuMicrosOf(pids)] as const,
  );
  return { parts: Object.fromEntries([...ofSubject, ...ofKit]), machine: machineCpuMicros() };
}

/** CPU microseconds for one of `count` by process, and the seconds that went to processes outside the bench meanwhile. */
export function cpuSince(
  before: CpuSoFar,
  after: CpuSoFar,
  count: number,
): { cpuMicros: Record<string, number>; otherCpuSeconds: number } {
  const spent = Object.entries(after.parts).map(
    ([name, micros]) => [name, micros - (before.parts[name] ?? 0)] as const,
  );
  const ours = spent.reduce((sum, [, micros]) => sum + micros, 0);
  return {
    cpuMicros: Object.fromEntries(spent.map(([name, micros]) => [name, micros / count])),
    otherCpuSeconds: Math.max(0, after.machine - before.machine - ours) / 1e6,
  };
}
