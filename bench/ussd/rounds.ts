import type { UssdOptions } from '../options.ts';
import { hopsOfSession } from './dialogue.ts';
import type { UssdKit } from './kit.ts';
import { measureUssd, type UssdMeasurement, type UssdOrder } from './measure.ts';
import type { RunningUssdSubject, UssdSubject, UssdSubjectName } from './subject.ts';

/** What one kind of load gave, by subject, one measurement a turn. */
export type UssdRounds = {
  connections: number;
  /** Hops a second; null where every menu was answered at once. */
  rate: number | null;
  turns: Record<UssdSubjectName, UssdMeasurement[]>;
};

type OnUssdRound = (name: UssdSubjectName, rate: number | null, measurement: UssdMeasurement) => void;

/** Connections at a fixed rate: more than hops are ever under way, unless a subject stalls. */
const STEADY_CONNECTIONS = 64;

/**
 * Starts both subjects and warms them up, then gives each load to the one and to the other, and begins again: a machine's
 * speed drifts within seconds, and turns side by side see the same weather.
 */
export async function runUssdInTurns(
  kit: UssdKit,
  subjects: readonly UssdSubject[],
  options: UssdOptions,
  onRound: OnUssdRound,
): Promise<UssdRounds[]> {
  const running = new Map<UssdSubjectName, RunningUssdSubject>();
  const rounds = roundsOf(options);
  try {
    for (const subject of subjects) {
      running.set(subject.name, await subject.start(kit));
      const started = running.get(subject.name) as RunningUssdSubject;
      await warmUp(kit, subject.name, started, options);
    }
    for (let turn = 0; turn < options.turns; turn += 1) {
      for (const { connections, rate, turns } of rounds) {
        for (const [name, subject] of running) {
          const measurement = await measureUssd(kit, name, subject, orderOf(options, connections, rate));
          turns[name].push(measurement);
          onRound(name, rate, measurement);
        }
      }
    }
    return rounds;
  } finally {
    for (const started of running.values()) await started.stop();
  }
}

/** As fast as answers come on two widths, and at a fixed rate. */
function roundsOf({ connections, rate }: UssdOptions): UssdRounds[] {
  return [
    { connections, rate: null, turns: { gateway: [], proxy: [] } },
    { connections: 2 * connections, rate: null, turns: { gateway: [], proxy: [] } },
    { connections: STEADY_CONNECTIONS, rate, turns: { gateway: [], proxy: [] } },
  ];
}

/** The application answers at once where throughput is sought: its delay would only ask for more connections. */
function orderOf(
  { hops, steadyHops, appDelayMs }: UssdOptions,
  connections: number,
  rate: number | null,
): UssdOrder {
  return rate === null
    ? { sessions: sessionsOf(hops), connections, rate, appDelayMs: 0 }
    : { sessions: sessionsOf(steadyHops), connections, rate, appDelayMs };
}

async function warmUp(
  kit: UssdKit,
  name: UssdSubjectName,
  running: RunningUssdSubject,
  { warmUp: hops, connections }: UssdOptions,
): Promise<void> {
  const order = { sessions: sessionsOf(hops), connections, rate: null, appDelayMs: 0 };
  const { faults } = await measureUssd(kit, name, running, order);
  if (faults.length > 0) throw new Error(`The warm-up of ${name} failed: ${faults.join('; ')}`);
}

function sessionsOf(hops: number): number {
  return Math.ceil(hops / hopsOfSession);
}
