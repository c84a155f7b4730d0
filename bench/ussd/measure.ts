import { cpuByProcess, cpuSince } from '../cpu-by-process.ts';
import type { Latencies } from '../latencies.ts';
import { memoryOf } from '../proc.ts';
import { hopsOfSession } from './dialogue.ts';
import type { UssdKit } from './kit.ts';
import type { RunningUssdSubject, UssdSubjectName } from './subject.ts';

export type UssdOrder = {
  sessions: number;
  connections: number;
  /** Hops a second; null for a closed loop. */
  rate: number | null;
  /** What the application takes for each answer, in milliseconds. */
  appDelayMs: number;
};

/** One load through one subject, from the first hop to the last screen. */
export type UssdMeasurement = {
  hops: number;
  hopsPerSecond: number;
  /** Milliseconds of a hop as the operator sees it, without what the application took. */
  added: Latencies;
  /** What the application took, the median. */
  appMs: number;
  /** CPU microseconds a hop, by process. */
  cpuMicros: Record<string, number>;
  /** CPU seconds that went to processes outside the bench meanwhile. Over 1 spoils the round. */
  otherCpuSeconds: number;
  rssPeakBytes: number | null;
  /** What did not add up; empty in a sound round. */
  faults: string[];
};

/**
 * A subscriber's time from one entry to the next at a fixed rate, beside what the application takes. Far less than in life: a
 * round has its full rate only when its first sessions have come to their last hop.
 */
const thinkMs = 50;

export async function measureUssd(
  kit: UssdKit,
  name: UssdSubjectName,
  subject: RunningUssdSubject,
  { sessions, connections, rate, appDelayMs }: UssdOrder,
): Promise<UssdMeasurement> {
  const hops = sessions * hopsOfSession;
  await kit.app.call('behave', { delayMs: appDelayMs });
  const processes = { load: kit.load, app: kit.app };
  const before = await cpuByProcess(subject, processes);
  const load = await kit.load.call('run', {
    target: subject.target,
    firstSession: kit.sessionsPlayed[name],
    sessions,
    connections,
    rate,
    thinkMs: thinkMs + appDelayMs,
  });
  kit.sessionsPlayed[name] += sessions;
  const cpu = cpuSince(before, await cpuByProcess(subject, processes), hops);
  const app = await kit.app.call('count');
  return {
    hops,
    hopsPerSecond: (hops * 1000) / (load.finishedAt - load.startedAt),
    added: load.added,
    appMs: load.appMs,
    ...cpu,
    rssPeakBytes: memoryOf(subject.mainPid)?.peak ?? null,
    faults: [
      ...fault(load.failed, `hops were answered wrongly, the first with: ${load.firstFailure ?? ''}`),
      ...fault(app.wrong, `hops reached the application wrongly, the first because ${app.firstWrong ?? ''}`),
      ...fault(Math.abs(hops - app.hops), 'hops too many or too few reached the application'),
      ...fault(app.unfinished, 'sessions did not come to their end at the application'),
    ],
  };
}

function fault(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}`];
}
